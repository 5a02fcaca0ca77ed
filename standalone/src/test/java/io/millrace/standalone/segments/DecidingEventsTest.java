package io.millrace.standalone.segments;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.TestDatabase;
import io.millrace.engine.WithClickHouse;
import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.serdes.filter.EventFilter;
import io.millrace.service.segments.DecidingEvents;
import io.millrace.service.segments.EventIds;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.segment.Explanation;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Evidence;
import io.millrace.topologies.segment.rule.Verdict;
import io.millrace.warehouse.WarehouseMigration;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@WithClickHouse
class DecidingEventsTest {
  private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final EventFilter LAMPS =
      new EventFilter.All(List.of(EventFilter.ofType("browse"), EventFilter.named("lamp's {p0}")));

  @Test
  void findsTheEventsOfAllNamesByMomentAndRule(TestDatabase database) throws SQLException {
    try (var clickHouse =
        new ClickHouseClient(
            new ServiceSettings.ClickHouseEndpoint(
                database.url().toString(), "default", "", database.name()))) {
      WarehouseMigration.migrate(database.url().toString(), "default", "", database.name());
      insert(database, "right", "shop", "ada", "lamp's {p0}", NOON, NOON + 5);
      insert(
          database,
          "claims-the-future",
          "shop",
          "phone",
          "lamp's {p0}",
          NOON + 3_600_000,
          NOON + 7);
      insert(database, "other-name", "shop", "ada", "lamp", NOON, NOON);
      insert(database, "other-visitor", "shop", "eva", "lamp's {p0}", NOON, NOON);
      insert(database, "other-tenant", "school", "ada", "lamp's {p0}", NOON, NOON);
      insert(database, "other-moment", "shop", "ada", "lamp's {p0}", NOON + 1, NOON + 1);

      var exact = condition(1, NOON, NOON + 7);
      EventIds found =
          DecidingEvents.in(clickHouse)
              .of("shop", List.of("ada", "phone"), new Explanation.Not(exact));
      assertThat(found.missing()).isEqualTo(Optional.empty());
      assertThat(found.at(exact, NOON)).containsExactly("right");
      assertThat(found.at(exact, NOON + 7)).containsExactly("claims-the-future");

      var rounded = condition(8, NOON);
      assertThat(
              DecidingEvents.in(clickHouse)
                  .of("shop", List.of("ada", "phone"), rounded)
                  .at(rounded, NOON))
          .containsExactly("claims-the-future", "other-moment", "right");
    }
  }

  private static Explanation.Behaves condition(long step, Long... moments) {
    var behaviour = new Behaviour.Count(LAMPS, Behaviour.Bound.AT_LEAST, 1, 86_400_000);
    var evidence = new Evidence(moments.length, List.of(moments), step);
    return new Explanation.Behaves(
        behaviour, new Verdict(true, Verdict.NEVER), evidence, NOON + 10);
  }

  private static void insert(
      TestDatabase database,
      String id,
      String tenant,
      String visitor,
      String name,
      long occurredAt,
      long receivedAt) {
    database
        .http()
        .run(
            """
            INSERT INTO events (id, tenant, visitor, name, type, occurred_at, received_at)
            FORMAT JSONEachRow
            {"id":"%s","tenant":"%s","visitor":"%s","name":"%s","type":"browse","occurred_at":%s,"received_at":%s}
            """
                .formatted(id, tenant, visitor, name, seconds(occurredAt), seconds(receivedAt)));
  }

  private static String seconds(long epochMs) {
    return "\""
        + Instant.ofEpochMilli(epochMs).toString().replace("T", " ").replace("Z", "")
        + "\"";
  }
}
