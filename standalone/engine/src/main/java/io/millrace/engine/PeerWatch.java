package io.millrace.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cancels reading queries whose client has disconnected. The JDK's HTTP server reports a closed
 * connection only on a write, and a long aggregation writes nothing until its end; so this reads
 * the kernel's table of connections, and only while a query is running for longer than a short
 * delay.
 */
final class PeerWatch implements Runnable {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String ESTABLISHED = "01";

  private final RunningQueries queries;

  PeerWatch(RunningQueries queries) {
    this.queries = queries;
  }

  /** Polls until interrupted. */
  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.getLogger(PeerWatch.class.getName())
          .log(System.Logger.Level.WARNING, "Queries of clients that left are not cancelled", e);
    }
  }

  private void look() throws IOException {
    Set<Peer> connected = Set.of();
    for (RunningQueries.Running query : queries.all()) {
      if (!query.cancelsWithPeer()
          || System.nanoTime() - query.startedNanos() < INTERVAL.toNanos()) {
        continue;
      }
      connected = connected.isEmpty() ? connected() : connected;
      if (!connected.isEmpty() && !connected.contains(query.peer())) {
        queries.cancel(query.queryId());
      }
    }
  }

  private static Set<Peer> connected() throws IOException {
    var peers = new HashSet<Peer>();
    for (Path table : TABLES) {
      if (Files.isReadable(table)) {
        List<String> lines = Files.readAllLines(table);
        for (String line : lines.subList(1, lines.size())) {
          addEstablished(line, peers);
        }
      }
    }
    return peers;
  }

  /** {@code sl local_address rem_address st ...}, addresses as hexadecimal {@code host:port}. */
  private static void addEstablished(String line, Set<Peer> peers) {
    String[] fields = line.strip().split("\\s+", 5);
    if (fields.length == 5 && fields[3].equals(ESTABLISHED)) {
      peers.add(new Peer(port(fields[1]), port(fields[2])));
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }
}
