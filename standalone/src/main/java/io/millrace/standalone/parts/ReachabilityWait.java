package io.millrace.standalone.parts;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a server to accept connections. */
final class ReachabilityWait {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int CONNECT_MS = 1_000;

  private ReachabilityWait() {}

  /**
   * Waits for the first of these servers.
   *
   * @param servers {@code host:port}, separated by commas
   */
  static void await(String servers) {
    HostPort first = first(servers);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(first)) {
      if (System.nanoTime() > deadline) {
        throw new CommandException(
            "Kafka does not answer on %s:%d".formatted(first.host(), first.port()));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** The local address of the route to the first of these servers; nothing is sent. */
  static String localAddress(String servers) {
    HostPort first = first(servers);
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(first.host(), first.port()));
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException | UncheckedIOException e) {
      throw new CommandException(
          "the advertised address cannot be determined (%s); set it with --advertise HOST"
              .formatted(e.getMessage()));
    }
  }

  private static HostPort first(String servers) {
    String first = servers.split(",", 2)[0].strip();
    int colon = first.lastIndexOf(':');
    if (colon < 0) {
      throw new CommandException("a Kafka address must be host:port, but was " + first);
    }
    return new HostPort(first.substring(0, colon), Integer.parseInt(first.substring(colon + 1)));
  }

  private record HostPort(String host, int port) {}

  private static boolean answers(HostPort server) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
