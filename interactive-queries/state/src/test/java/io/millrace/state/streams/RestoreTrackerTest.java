package io.millrace.state.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.streams.RestoreStatus.Role;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener.SuspendReason;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

/** What a copy was, and whether it is the same still, as Kafka Streams tells of it. */
class RestoreTrackerTest {
  private static final String STORE = "visitors";
  private static final TopicPartition CHANGELOG = new TopicPartition("visitors-changelog", 3);
  private static final TaskId TASK = new TaskId(1, 3);

  private final RestoreTracker restores = new RestoreTracker();

  @Test
  void aStandbyThatBecomesTheActiveOneLivesOn() {
    standbyUpTo(41);
    long life = now().life();
    restores.standbys().onUpdateSuspended(CHANGELOG, STORE, 41, 42, SuspendReason.PROMOTED);
    assertThat(now().life()).isEqualTo(life);
    restores.actives().onRestoreStart(CHANGELOG, STORE, 42, 50);
    assertThat(now().role()).isEqualTo(Role.RESTORING);
    assertThat(now().life()).isEqualTo(life);
    assertThat(restores.activeLife(STORE, 3)).isEmpty();
    restores.actives().onRestoreEnd(CHANGELOG, STORE, 8);
    assertThat(restores.activeLife(STORE, 3)).isEqualTo(OptionalLong.of(life));
  }

  @Test
  void oneThatBeginsBeforeWhatItHadWasWiped() {
    standbyUpTo(41);
    long life = now().life();
    restores.standbys().onUpdateSuspended(CHANGELOG, STORE, 41, 42, SuspendReason.PROMOTED);
    restores.actives().onRestoreStart(CHANGELOG, STORE, 0, 50);
    assertThat(now().life()).isNotEqualTo(life);
  }

  @Test
  void oneThatGoesElsewhereIsNotHereAnyMore() {
    standbyUpTo(41);
    restores.standbys().onUpdateSuspended(CHANGELOG, STORE, 41, 42, SuspendReason.MIGRATED);
    assertThat(restores.of(STORE, 3)).isEmpty();
  }

  @Test
  void anActiveOneThatIsRestoredAgainBeginsAnew() {
    restores.actives().onRestoreStart(CHANGELOG, STORE, 0, 50);
    restores.actives().onRestoreEnd(CHANGELOG, STORE, 50);
    long life = now().life();
    restores.actives().onRestoreStart(CHANGELOG, STORE, 50, 60);
    assertThat(now().life()).isNotEqualTo(life);
  }

  private void standbyUpTo(long last) {
    restores.standbys().onUpdateStart(CHANGELOG, STORE, 0);
    restores.standbys().onBatchLoaded(CHANGELOG, STORE, TASK, last, last + 1, last + 1);
  }

  private RestoreStatus now() {
    return restores.of(STORE, 3).orElseThrow();
  }
}
