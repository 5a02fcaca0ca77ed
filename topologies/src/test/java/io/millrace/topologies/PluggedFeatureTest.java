package io.millrace.topologies;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.visitor.RecordTimer;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.topologies.VisitCounter.Quiet;
import io.millrace.topologies.VisitCounter.Visits;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.state.StoreSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A feature from test sources alone: section, output, store and timer. */
class PluggedFeatureTest {
  private static final Instant NOON = Instant.parse("2026-05-20T12:00:00Z");

  private final Features features = Features.BUILT_IN.with(new VisitCounter());
  private final RunningTopology running =
      new RunningTopology(TopologySettings.defaults(1), features);

  @AfterEach
  void close() {
    running.close();
  }

  @Test
  void keepsItsSectionInTheVisitorRecord() {
    send("a", 0);
    send("b", 60);
    assertThat(running.visitor("shop", "v").section(Visits.SECTION).events).isEqualTo(2);
    assertThat(running.visitor("shop", "v").sessions().list()).hasSize(1);
  }

  @Test
  void isWokenWhenItAskedToBeAndWritesItsTopic() {
    send("a", 0);
    send("b", 60);
    running.advance(VisitCounter.QUIET);
    assertThat(quiet()).isEmpty();
    running.advance(Duration.ofMinutes(1));
    assertThat(quiet())
        .containsExactly(
            new Quiet(
                "shop", "v", 2, NOON.plusSeconds(60).plus(VisitCounter.QUIET).toEpochMilli()));
    assertThat(running.visitor("shop", "v").section(RecordTimer.SECTION).due())
        .isEqualTo(RecordTimer.NONE);
    try (var timers = running.store(StoreNames.TIMERS).all()) {
      assertThat(timers.hasNext()).isFalse();
    }
  }

  @Test
  void isWokenAfterARestart() {
    send("a", 0);
    running.restart();
    running.advance(VisitCounter.QUIET.plusMinutes(1));
    assertThat(quiet()).extracting(Quiet::events).containsExactly(1L);
  }

  @Test
  void writesItsStoreWithinTheCommit() {
    send("a", 0);
    send("b", 60);
    byte[] key = new VisitorKey("shop", "v").toBytes();
    assertThat(VisitCounter.count(running.store(VisitCounter.STORE).get(Bytes.wrap(key))))
        .isEqualTo(2);
  }

  @Test
  void theProductDerivesItsStoreAndOutputFromIt() {
    StoreSpec store =
        features.changelogs().stream()
            .filter(one -> one.name().equals(VisitCounter.STORE))
            .findFirst()
            .orElseThrow();
    assertThat(store.followsEvents()).isTrue();
    assertThat(features.outputs()).contains(VisitCounter.OUTPUT);
    Topic<VisitorKey, Quiet> topic = running.topics.of(VisitCounter.OUTPUT);
    assertThat(topic.name()).isEqualTo("quiet-visitors");
    assertThat(topic.config()).containsEntry("retention.ms", "259200000");
  }

  private List<Quiet> quiet() {
    return running.values(running.topics.of(VisitCounter.OUTPUT));
  }

  private void send(String id, long secondsAfterNoon) {
    running.send(Events.browse("v", id, NOON.plusSeconds(secondsAfterNoon)));
  }
}
