package io.millrace.state.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.streams.Cluster;
import io.millrace.state.streams.HostProcess;
import io.millrace.state.streams.Reading;
import io.millrace.state.streams.Restores;
import io.millrace.state.streams.StreamsHost;
import io.millrace.state.streams.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Who leaves the group before the session ends: no session here ends within the test. */
class KilledInstancesTest {
  private static final String SESSION = "consumer.session.timeout.ms=600000";
  private static final int KEYS = 1_000;
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  @Test
  void aKilledInstanceLeavesTheGroupAndOneThatStoppedOrListensDoesNot() throws Exception {
    var restores = new Restores();
    try (var cluster = new Cluster(dir.resolve("broker"));
        var writer = new Writer(cluster, KEYS)) {
      StreamsHost here =
          HostProcess.host(
              cluster.bootstrapServers(), dir.resolve("a"), List.of(SESSION), restores);
      here.start(1);
      Cluster.await().until(() -> HostProcess.hasAll(here, restores));
      KilledInstances killed = killedInstances(cluster, here);
      writer.start();

      HostInfo other = stopInOrder(cluster, here, killed);
      killed.reached(other);
      killed.stops(other);
      assertThat(killed.look(other)).as("it stopped in order").isFalse();
      assertThat(cluster.members()).hasSize(4);

      try (var process =
          HostProcess.start(cluster.bootstrapServers(), dir.resolve("b"), settings(other))) {
        awaitTwo(cluster, here);
        long before = System.nanoTime();
        process.kill();
        KilledInstances unaware = killedInstances(cluster, here);
        assertThat(unaware.look(other)).as("it was never reached").isFalse();
        unaware.reached(other);
        Cluster.await().until(() -> unaware.look(other));
        assertThat(cluster.members()).hasSize(2);
        Cluster.await().until(() -> HostProcess.hasAll(here, restores));
        System.out.printf(
            "all partitions active again %d ms after a kill%n",
            (System.nanoTime() - before) / 1_000_000);
      }
      here.stop();
    }
  }

  private static KilledInstances killedInstances(Cluster cluster, StreamsHost here) {
    return new KilledInstances(cluster.bootstrapServers(), "millrace", HostProcess.streams(here));
  }

  /** One that listens for as long as it lives; returns where it did. */
  private HostInfo stopInOrder(Cluster cluster, StreamsHost here, KilledInstances killed)
      throws Exception {
    try (var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var other = new HostInfo(LOOPBACK, port.getLocalPort());
      var host =
          HostProcess.host(
              cluster.bootstrapServers(), dir.resolve("b"), settings(other), new Restores());
      host.start(2);
      awaitTwo(cluster, here);
      killed.reached(other);
      assertThat(killed.look(other)).as("something listens there").isFalse();
      host.stop();
      return other;
    }
  }

  private static List<String> settings(HostInfo at) {
    return List.of(SESSION, "application.server=%s:%d".formatted(at.host(), at.port()));
  }

  private static void awaitTwo(Cluster cluster, StreamsHost here) {
    Cluster.await()
        .until(
            () ->
                here.running()
                    && cluster.members().size() == 4
                    && active(here) == HostProcess.PARTITIONS / 2);
  }

  private static long active(StreamsHost host) {
    return IntStream.range(0, HostProcess.PARTITIONS)
        .filter(partition -> Reading.isActive(host, partition))
        .count();
  }

  @Test
  void aProcessIsKnownByWhatItHasWhereAllAgreeOnThat() {
    var one = new HostInfo(LOOPBACK, 1);
    var two = new HostInfo(LOOPBACK, 2);
    var three = new HostInfo(LOOPBACK, 3);
    var instances = Map.of(one, Set.of(1, 2), two, Set.of(3), three, Set.<Integer>of());

    assertThat(
            KilledInstances.processOf(
                two, instances, Map.of("a", Set.of(1, 2), "b", Set.of(3), "c", Set.of())))
        .hasValue("b");
    assertThat(
            KilledInstances.processOf(
                three, instances, Map.of("a", Set.of(1, 2), "b", Set.of(3), "c", Set.of())))
        .as("it has nothing")
        .isEmpty();
    assertThat(KilledInstances.processOf(two, instances, Map.of("a", Set.of(1, 2), "c", Set.of(3))))
        .as("it is gone already, and another has what it had")
        .isEmpty();
    assertThat(
            KilledInstances.processOf(
                two, instances, Map.of("a", Set.of(1), "b", Set.of(2, 3), "c", Set.of())))
        .as("partitions have moved")
        .isEmpty();
    assertThat(
            KilledInstances.processOf(
                new HostInfo(LOOPBACK, 4),
                instances,
                Map.of("a", Set.of(1, 2), "b", Set.of(3), "c", Set.of())))
        .as("nobody knows it")
        .isEmpty();
  }
}
