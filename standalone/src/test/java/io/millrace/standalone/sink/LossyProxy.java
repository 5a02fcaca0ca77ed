package io.millrace.standalone.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to ClickHouse that can lose the answer to an insert after the server has given it. */
final class LossyProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final URI target;
  private final AtomicInteger toLose = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  LossyProxy(URI target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Loses the next answers to inserts. */
  void loseAnswers(int count) {
    toLose.set(count);
  }

  int lost() {
    return lost.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Thread.startVirtualThread(() -> serve(client));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket client) {
    var inserting = new AtomicBoolean();
    try (client;
        Socket server = new Socket(target.getHost(), target.getPort())) {
      Thread requests = Thread.startVirtualThread(() -> pumpRequests(client, server, inserting));
      pumpAnswers(server, client, inserting);
      client.close();
      requests.interrupt();
    } catch (IOException e) {
      // A side closed: so does the other.
    }
  }

  private static void pumpRequests(Socket client, Socket server, AtomicBoolean inserting) {
    var buffer = new byte[64 << 10];
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String start = new String(buffer, 0, Math.min(read, 4096), ISO_8859_1);
        if (start.startsWith("POST")) {
          inserting.set(start.contains("INSERT"));
        }
        out.write(buffer, 0, read);
        out.flush();
      }
      server.shutdownOutput();
    } catch (IOException e) {
      // A side closed: so does the other.
    }
  }

  private void pumpAnswers(Socket server, Socket client, AtomicBoolean inserting)
      throws IOException {
    var buffer = new byte[64 << 10];
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (inserting.get() && toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        lost.incrementAndGet();
        return;
      }
      out.write(buffer, 0, read);
      out.flush();
    }
  }
}
