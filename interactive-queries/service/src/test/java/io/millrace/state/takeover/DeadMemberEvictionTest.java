package io.millrace.state.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.streams.HostProcess;
import io.millrace.state.streams.PartitionReads;
import io.millrace.state.streams.RestoreTracker;
import io.millrace.state.streams.StreamsHost;
import io.millrace.state.streams.TestCluster;
import io.millrace.state.streams.TestWriter;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who leaves the group before the session ends: no session here ends within the test. */
@Execution(ExecutionMode.CONCURRENT)
class DeadMemberEvictionTest {
  private static final String SESSION = "consumer.session.timeout.ms=600000";
  private static final int KEYS = 1_000;
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  @Test
  void aKilledInstanceLeavesTheGroupAndOneThatStoppedOrListensDoesNot() throws Exception {
    var restores = new RestoreTracker();
    try (var cluster = new TestCluster(dir.resolve("broker"));
        var writer = new TestWriter(cluster, KEYS)) {
      StreamsHost here =
          HostProcess.host(
              cluster.bootstrapServers(), dir.resolve("a"), List.of(SESSION), restores);
      here.start(1);
      TestCluster.await().until(() -> HostProcess.hasAll(here, restores));
      DeadMemberEviction killed = killedInstances(cluster, here);
      writer.start();

      HostInfo other = stopInOrder(cluster, here, killed);
      killed.instanceReachable(other);
      killed.instanceStopping(other);
      assertThat(killed.evictIfDead(other)).as("it stopped in order").isFalse();
      assertThat(cluster.members()).hasSize(4);

      try (var process =
          HostProcess.start(cluster.bootstrapServers(), dir.resolve("b"), settings(other))) {
        awaitTwo(cluster, here);
        long before = System.nanoTime();
        process.kill();
        DeadMemberEviction unaware = killedInstances(cluster, here);
        assertThat(unaware.evictIfDead(other)).as("it was never reached").isFalse();
        unaware.instanceReachable(other);
        TestCluster.await().until(() -> unaware.evictIfDead(other));
        assertThat(cluster.members()).hasSize(2);
        TestCluster.await().until(() -> HostProcess.hasAll(here, restores));
        System.out.printf(
            "all partitions active again %d ms after a kill%n",
            (System.nanoTime() - before) / 1_000_000);
      }
      here.stop();
    }
  }

  private static DeadMemberEviction killedInstances(TestCluster cluster, StreamsHost here) {
    return new DeadMemberEviction(
        KafkaSettings.of(cluster.bootstrapServers()), "millrace", HostProcess.streams(here));
  }

  /** One that listens for as long as it lives; returns where it did. */
  private HostInfo stopInOrder(TestCluster cluster, StreamsHost here, DeadMemberEviction killed)
      throws Exception {
    try (var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var other = new HostInfo(LOOPBACK, port.getLocalPort());
      var host =
          HostProcess.host(
              cluster.bootstrapServers(), dir.resolve("b"), settings(other), new RestoreTracker());
      host.start(2);
      awaitTwo(cluster, here);
      killed.instanceReachable(other);
      assertThat(killed.evictIfDead(other)).as("something listens there").isFalse();
      host.stop();
      return other;
    }
  }

  private static List<String> settings(HostInfo at) {
    return List.of(SESSION, "application.server=%s:%d".formatted(at.host(), at.port()));
  }

  private static void awaitTwo(TestCluster cluster, StreamsHost here) {
    TestCluster.await()
        .until(
            () ->
                here.running()
                    && cluster.members().size() == 4
                    && active(here) == HostProcess.PARTITIONS / 2);
  }

  private static long active(StreamsHost host) {
    return IntStream.range(0, HostProcess.PARTITIONS)
        .filter(partition -> PartitionReads.isActive(host, partition))
        .count();
  }

  @Test
  void aProcessIsKnownByWhatItHasWhereAllAgreeOnThat() {
    var one = new HostInfo(LOOPBACK, 1);
    var two = new HostInfo(LOOPBACK, 2);
    var three = new HostInfo(LOOPBACK, 3);
    var instances = Map.of(one, Set.of(1, 2), two, Set.of(3), three, Set.<Integer>of());

    assertThat(
            DeadMemberEviction.processOf(
                two, instances, Map.of("a", Set.of(1, 2), "b", Set.of(3), "c", Set.of())))
        .hasValue("b");
    assertThat(
            DeadMemberEviction.processOf(
                three, instances, Map.of("a", Set.of(1, 2), "b", Set.of(3), "c", Set.of())))
        .as("it has nothing")
        .isEmpty();
    assertThat(
            DeadMemberEviction.processOf(two, instances, Map.of("a", Set.of(1, 2), "c", Set.of(3))))
        .as("it is gone already, and another has what it had")
        .isEmpty();
    assertThat(
            DeadMemberEviction.processOf(
                two, instances, Map.of("a", Set.of(1), "b", Set.of(2, 3), "c", Set.of())))
        .as("partitions have moved")
        .isEmpty();
    assertThat(
            DeadMemberEviction.processOf(
                new HostInfo(LOOPBACK, 4),
                instances,
                Map.of("a", Set.of(1, 2), "b", Set.of(3), "c", Set.of())))
        .as("nobody knows it")
        .isEmpty();
  }
}
