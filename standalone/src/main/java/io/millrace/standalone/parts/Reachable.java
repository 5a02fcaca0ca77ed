package io.millrace.standalone.parts;

import io.millrace.standalone.CommandException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a server to take connections. */
final class Reachable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int CONNECT_MS = 1_000;

  private Reachable() {}

  /**
   * Waits for the first of these servers.
   *
   * @param servers {@code host:port}, separated by commas
   */
  static void await(String servers) {
    String first = servers.split(",", 2)[0].strip();
    int colon = first.lastIndexOf(':');
    if (colon < 0) {
      throw new CommandException("a Kafka address must be host:port, but was " + first);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(first.substring(0, colon), Integer.parseInt(first.substring(colon + 1)))) {
      if (System.nanoTime() > deadline) {
        throw new CommandException("Kafka does not answer on " + first);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static boolean answers(String host, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
