package io.millrace.standalone.product;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with as little work as it takes, for a test that shares its processors with what it
 * tests: connections to servers of this machine are kept, each has one request at a time, and an
 * answer tells its length. Blocks, and is meant for virtual threads.
 */
final class PlainHttp implements AutoCloseable {
  private static final byte[] NONE = {};
  private static final int BUFFER_BYTES = 8 << 10;

  private final Map<String, Deque<Connection>> idle = new ConcurrentHashMap<>();

  /**
   * What is asked of a server.
   *
   * @param key a bearer token, or empty
   * @param type of the body, or empty where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, and only read
  record Request(String method, String path, String key, String type, byte[] body) {
    static Request get(String path, String key) {
      return new Request("GET", path, key, "", NONE);
    }

    private byte[] bytes(String authority) {
      var head =
          new StringBuilder(160)
              .append(method)
              .append(' ')
              .append(path)
              .append(" HTTP/1.1\r\nHost: ")
              .append(authority)
              .append("\r\n");
      if (!key.isEmpty()) {
        head.append("Authorization: Bearer ").append(key).append("\r\n");
      }
      if (!type.isEmpty()) {
        head.append("Content-Type: ").append(type).append("\r\nContent-Length: ");
        head.append(body.length).append("\r\n");
      }
      byte[] first = head.append("\r\n").toString().getBytes(ISO_8859_1);
      byte[] all = Arrays.copyOf(first, first.length + body.length);
      System.arraycopy(body, 0, all, first.length, body.length);
      return all;
    }
  }

  /**
   * An answer, whatever its status.
   *
   * @param headers by name in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, and only read
  record Response(int status, Map<String, String> headers, byte[] body) {
    long number(String header) {
      return Long.parseLong(headers.getOrDefault(header, "0"));
    }
  }

  /**
   * Sends a request, and reads the answer.
   *
   * @param url of the server, as {@code http://127.0.0.1:8080}
   * @throws IOException if the server cannot be reached, ends the connection or is too slow
   */
  Response send(String url, Request request, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Deque<Connection> kept = idle.computeIfAbsent(url, _ -> new ConcurrentLinkedDeque<>());
    Connection connection = kept.pollFirst();
    try {
      if (connection == null) {
        connection = new Connection(URI.create(url), deadline);
      }
      Response response = connection.exchange(request, deadline);
      kept.addFirst(connection);
      return response;
    } catch (IOException | RuntimeException e) {
      close(connection);
      if (!(e instanceof SocketTimeoutException)) {
        // It is down, and with it what else is open.
        closeAll(kept);
      }
      throw e;
    }
  }

  private static void closeAll(Deque<Connection> kept) {
    for (Connection one = kept.pollFirst(); one != null; one = kept.pollFirst()) {
      close(one);
    }
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void close() {
    idle.values().forEach(PlainHttp::closeAll);
  }

  private static final class Connection {
    private final Socket socket = new Socket();
    private final String authority;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;

    Connection(URI server, long deadline) throws IOException {
      authority = server.getAuthority();
      socket.setTcpNoDelay(true);
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
      try {
        socket.connect(address, leftMs(deadline));
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    Response exchange(Request request, long deadline) throws IOException {
      socket.getOutputStream().write(request.bytes(authority));
      filled = 0;
      int head = 0;
      while (head == 0) {
        fill(deadline);
        head = endOfHead();
      }
      String[] lines = new String(buffer, 0, head, ISO_8859_1).split("\r\n", -1);
      Map<String, String> headers = headers(lines);
      int bytes = Integer.parseInt(headers.getOrDefault("content-length", "-1"));
      if (bytes < 0) {
        throw new IllegalStateException("an answer must tell its length: " + lines[0]);
      }
      while (filled < head + bytes) {
        fill(deadline);
      }
      int status = Integer.parseInt(lines[0].split(" ", 3)[1]);
      return new Response(status, headers, Arrays.copyOfRange(buffer, head, head + bytes));
    }

    private static Map<String, String> headers(String[] lines) {
      var headers = new HashMap<String, String>();
      for (String line : lines) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
      return headers;
    }

    private void fill(long deadline) throws IOException {
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * filled);
      }
      socket.setSoTimeout(leftMs(deadline));
      InputStream in = socket.getInputStream();
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        throw new EOFException("the server ended the connection");
      }
      filled += read;
    }

    private static int leftMs(long deadline) throws SocketTimeoutException {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("the server did not answer in time");
      }
      return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /** Behind the empty line, or 0. */
    private int endOfHead() {
      for (int i = 3; i < filled; i++) {
        if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
          return i + 1;
        }
      }
      return 0;
    }

    private void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
