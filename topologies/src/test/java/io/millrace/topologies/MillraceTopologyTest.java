package io.millrace.topologies;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.SeenIds;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologySettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MillraceTopologyTest {
  private static final Instant NOON = Instant.parse("2026-05-20T12:00:00Z");
  private static final long GAP_MINUTES = 30;

  private final RunningTopology running = new RunningTopology();

  @AfterEach
  void close() {
    running.close();
  }

  @Test
  void countsALateClickInItsOwnMinute() {
    send("a", 0);
    send("b", 80);
    send("c", 59);
    running.settle();
    assertThat(
            running.live("shop", Grain.MINUTE, NOON.toEpochMilli(), NOON.toEpochMilli() + 60_000))
        .hasSize(1)
        .allSatisfy((key, state) -> assertThat(state.measures().getFirst().result()).isEqualTo(2L));
  }

  @Test
  void takesAnEventWithTheSameIdOnce() {
    send("a", 0);
    send("a", 5);
    assertThat(running.enriched()).hasSize(1);
    assertThat(running.tallied).containsExactly("shop:duplicate");
  }

  @Test
  void remembersMoreIdsThanTheRecordHolds() {
    int events = 5 * SeenIds.MAX;
    for (int i = 0; i < events; i++) {
      send("id-" + i, i);
    }
    for (int i = 0; i < events; i++) {
      send("id-" + i, i);
    }
    assertThat(running.enriched()).hasSize(events);
    assertThat(running.tallied).hasSize(events);
    assertThat(running.visitor("shop", "v").seenIds().size()).isLessThanOrEqualTo(SeenIds.MAX);
    assertThat(running.hasSeen("shop", "v", "id-0")).isTrue();
    assertThat(running.hasSeen("shop", "v", "id-none")).isFalse();
  }

  @Test
  void forgetsOverflowedIdsAfterTheirTime() {
    for (int i = 0; i < 2 * SeenIds.MAX; i++) {
      send("id-" + i, i);
    }
    assertThat(running.hasSeen("shop", "v", "id-0")).isTrue();
    running.advance(TopologySettings.defaults(1).overflowRetention().plusMinutes(1));
    running.advance(Duration.ofSeconds(1));
    assertThat(running.hasSeen("shop", "v", "id-0")).isFalse();
  }

  @Test
  void startsANewSessionAfterMoreThanTheGap() {
    send("a", 0);
    send("b", GAP_MINUTES * 60);
    send("c", 2 * GAP_MINUTES * 60 + 1);
    assertThat(running.visitor("shop", "v").sessions().list())
        .extracting(Session::events)
        .containsExactly(2L, 1L);
  }

  @Test
  void mergesTwoSessionsThatALateEventBridges() {
    send("a", 0);
    send("b", 40 * 60);
    send("c", 20 * 60);
    assertThat(running.visitor("shop", "v").sessions().list())
        .containsExactly(
            new Session(
                NOON.toEpochMilli(),
                NOON.toEpochMilli(),
                NOON.plusSeconds(40 * 60).toEpochMilli(),
                3,
                3));
    SessionChange takenBack =
        running.sessionChanges().stream().filter(SessionChange::deleted).findFirst().orElseThrow();
    assertThat(takenBack.session().opened()).isEqualTo(NOON.plusSeconds(40 * 60).toEpochMilli());
    assertThat(takenBack.session().version()).isEqualTo(2);
  }

  @Test
  void correctsASessionThatHasLeftTheRecord() {
    int sessions = 3 * SessionLog.MAX;
    for (int i = 0; i < sessions; i++) {
      send("id-" + i, -i * 3600L);
    }
    running.sessionChanges();
    send("late", -(sessions - 2) * 3600L + 60);
    assertThat(running.sessionChanges())
        .singleElement()
        .satisfies(change -> assertThat(change.session().events()).isEqualTo(2))
        .satisfies(change -> assertThat(change.session().version()).isEqualTo(2));
  }

  @Test
  void tellsAnEventItsVisitorsPlanAndCountry() {
    running.send(Events.identify("v", "i", NOON, Map.of("plan", "pro", "country", "DE")));
    send("a", 1);
    assertThat(running.enriched())
        .extracting(Event::plan, Event::country)
        .containsExactly(tuple("pro", "DE"), tuple("pro", "PL"));
  }

  @Test
  void keepsTheTraitWithTheLaterEventTime() {
    running.send(Events.identify("v", "new", NOON, Map.of("plan", "pro")));
    running.send(Events.identify("v", "old", NOON.minusSeconds(60), Map.of("plan", "free")));
    assertThat(running.visitor("shop", "v").traits().text("plan")).isEqualTo("pro");
  }

  @Test
  void sendsAWindowOnceItHasSettled() {
    send("a", 0);
    send("b", 1);
    running.settle();
    assertThat(running.rows())
        .extracting(row -> row.key().grain(), row -> row.state().measures().getFirst().result())
        .containsExactlyInAnyOrder(
            tuple(Grain.MINUTE, 2L), tuple(Grain.HOUR, 2L), tuple(Grain.DAY, 2L));
  }

  @Test
  void startsANewPartOfAWindowThatMayHaveLeftTheStore() {
    running.send(Events.browse("v", "old", NOON.minus(Duration.ofDays(400))));
    send("young", 0);
    running.settle();
    assertThat(running.rows())
        .filteredOn(row -> row.key().grain() == Grain.MINUTE)
        .extracting(RollupRow::part)
        .satisfiesExactlyInAnyOrder(
            part -> assertThat(part).isZero(), part -> assertThat(part).isPositive());
  }

  @Test
  void isTheTopologyThatWasReleased() throws IOException {
    String described =
        MillraceTopology.build(
                new Topics(""),
                TopologySettings.defaults(1),
                (tenant, reason) -> {},
                ProgressListener.UNTOLD)
            .describe()
            .toString();
    try (InputStream golden = getClass().getResourceAsStream("topology.txt")) {
      String released = golden == null ? "" : new String(golden.readAllBytes(), UTF_8);
      assertThat(described).isEqualTo(released);
    }
  }

  private void send(String id, long secondsAfterNoon) {
    running.send(Events.browse("v", id, NOON.plusSeconds(secondsAfterNoon)));
  }
}
