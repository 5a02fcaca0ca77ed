package io.millrace.state.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.streams.RestoreStatus.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two hosts, of which one is killed or leaves. */
@Execution(ExecutionMode.CONCURRENT)
class FailoverTest {
  private static final int KEYS = Integer.getInteger("millrace.failover.keys", 20_000);

  @TempDir(cleanup = CleanupMode.NEVER)
  private Path dir;

  @Test
  void aStandbyTakesOverFromAKilledHostAndFromOneThatLeaves() throws Exception {
    var settings =
        List.<String>of(System.getProperty("millrace.failover.settings", "").split(" +"));
    settings = settings.stream().filter(setting -> !setting.isEmpty()).toList();
    var restores = new RestoreTracker();
    try (var cluster = new TestCluster(dir.resolve("broker"));
        var writer = new TestWriter(cluster, KEYS)) {
      cluster.write(0, KEYS, new byte[500]);
      StreamsHost here =
          HostProcess.host(cluster.bootstrapServers(), dir.resolve("a"), settings, restores);
      here.start(1);
      TestCluster.await().until(() -> HostProcess.hasAll(here, restores));
      try (var other = HostProcess.start(cluster.bootstrapServers(), dir.resolve("b"), settings)) {
        awaitShared(here, restores, settings);
        writer.start();
        writer.awaitSome();
        long killed = System.nanoTime();
        other.kill();
        TestCluster.await().until(() -> HostProcess.hasAll(here, restores));
        System.out.printf(
            "%s: all partitions active again %d ms after a kill%n", settings, since(killed));
      }
      // It comes back as whom it was, takes a part again, and leaves in order.
      try (var _ = HostProcess.start(cluster.bootstrapServers(), dir.resolve("b"), settings)) {
        awaitShared(here, restores, settings);
        assertThat(cluster.members()).hasSize(4);
        here.leaveGroup();
        here.stop();
        assertThat(cluster.members()).as("no session had to time out").hasSize(2);
      }
    }
  }

  /** The other has taken its part, and here are copies of it. */
  private static void awaitShared(
      StreamsHost here, RestoreTracker restores, List<String> settings) {
    boolean standbys = !settings.contains("num.standby.replicas=0");
    TestCluster.await()
        .until(
            () -> {
              if (!here.running()) {
                return false;
              }
              int active = 0;
              int standby = 0;
              for (int partition = 0; partition < HostProcess.PARTITIONS; partition++) {
                active += PartitionReads.isActive(here, partition) ? 1 : 0;
                Optional<RestoreStatus> restore = restores.of(HostProcess.STORE, partition);
                standby += restore.filter(one -> one.role() == Role.STANDBY).isPresent() ? 1 : 0;
              }
              return active == 2 && (!standbys || standby == 2);
            });
  }

  private static long since(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
