package io.millrace.benchmarks.reads;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A minimal client for servers on this machine: each of a few connections sends a prepared request,
 * waits for the end of the response, and sends the next.
 */
final class HttpLoad {
  private static final int BUFFER_BYTES = 64 << 10;

  private HttpLoad() {}

  /**
   * The result of a run.
   *
   * @param nanos of each request, sorted
   * @param seconds the duration
   */
  @SuppressWarnings("ArrayRecordComponent") // Created once, and only read.
  record Result(long[] nanos, double seconds) {
    double perSecond() {
      return nanos.length / seconds;
    }

    double ms(double level) {
      return nanos[(int) (level * (nanos.length - 1))] / 1e6;
    }
  }

  /** The bytes of a GET. */
  static byte[] get(String url, String path, String key) {
    String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    return "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
        .formatted(path, URI.create(url).getAuthority(), authorization)
        .getBytes(US_ASCII);
  }

  /**
   * Sends the requests in turn for this long.
   *
   * @param url of the server
   */
  static Result run(String url, List<byte[]> requests, int connections, double seconds)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    var all = new ArrayList<Future<long[]>>();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      for (int i = 0; i < connections; i++) {
        int first = i;
        all.add(threads.submit(() -> connection(url, requests, first, end)));
      }
    }
    var nanos = new ArrayList<long[]>();
    for (Future<long[]> one : all) {
      nanos.add(one.get());
    }
    long[] sorted = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Result(sorted, (System.nanoTime() - start) / 1e9);
  }

  private static long[] connection(String url, List<byte[]> requests, int first, long end)
      throws IOException {
    URI server = URI.create(url);
    var nanos = new long[1 << 12];
    int count = 0;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
      socket.setTcpNoDelay(true);
      var answers = new ResponseReader(socket.getInputStream());
      long before = System.nanoTime();
      while (before < end) {
        socket.getOutputStream().write(requests.get((first + count) % requests.size()));
        answers.next();
        long after = System.nanoTime();
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = after - before;
        before = after;
      }
    }
    return Arrays.copyOf(nanos, count);
  }

  /** Reads one response after the other, each of a known length. */
  private static final class ResponseReader {
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final InputStream in;

    ResponseReader(InputStream in) {
      this.in = in;
    }

    void next() throws IOException {
      int filled = 0;
      int head = -1;
      while (head < 0) {
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
          throw new IOException("the server closed the connection");
        }
        filled += read;
        head = endOfHead(filled);
      }
      String headers = new String(buffer, 0, head, US_ASCII).toLowerCase(Locale.ROOT);
      if (!headers.startsWith("http/1.1 200")) {
        throw new IOException("the server answers " + headers.lines().findFirst().orElse(""));
      }
      int length = headers.indexOf("content-length:");
      if (length < 0) {
        throw new IOException("an answer must tell its length");
      }
      int from = length + "content-length:".length();
      int bytes = Integer.parseInt(headers.substring(from, headers.indexOf('\r', from)).strip());
      in.skipNBytes(Math.max(0, head + bytes - filled));
    }

    /** The index after the empty line, or -1. */
    private int endOfHead(int filled) {
      for (int i = 3; i < filled; i++) {
        if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
          return i + 1;
        }
      }
      return -1;
    }
  }
}
