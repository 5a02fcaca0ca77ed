package io.millrace.query.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.rollup.Grain;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryValidationTest {
  @Test
  void takesTheTenantFromTheCallerAndDefaultsWhatIsNotSaid() {
    Query query = Queries.traffic().query();
    assertThat(query.tenant()).isEqualTo("shop");
    assertThat(query.dimensions()).isEmpty();
    assertThat(query.filters()).isEmpty();
    assertThat(query.grain()).isEmpty();
    assertThat(query.source()).isEmpty();
    assertThat(query.limit()).isEqualTo(1000);
  }

  @Test
  void readsMomentsInEveryWayTheyAreWritten() {
    long from = Instant.parse(Queries.FROM).toEpochMilli();
    for (Object moment : List.of(from, Queries.FROM, "2015-05-17", "2015-05-17T02:00:00+02:00")) {
      assertThat(Queries.traffic().range(moment, Queries.TO).query().range().from())
          .isEqualTo(from);
    }
    assertThat(Queries.traffic().range(0, 1).query().range()).isEqualTo(new TimeRange(0, 1));
  }

  @Test
  void knowsTheGrains() {
    assertThat(Queries.traffic().grain("1h").query().grain()).isEqualTo(Optional.of(Grain.HOUR));
  }

  @Test
  void namesTheRollupsNearestToAnUnknownOne() {
    assertThat(refused(Queries.traffic().rollup("trafic")))
        .isEqualTo(new Failure.UnknownName("rollup", "trafic", List.of("traffic")));
  }

  @Test
  void namesTheFieldAndTheNearestNamesWhereOneIsUnknown() {
    assertInvalid(Queries.traffic().measures("events", "visitor"), "measures[1]", "visitors");
    assertInvalid(Queries.traffic().dimensions("contry"), "dimensions[0]", "nearest: country");
    assertInvalid(Queries.traffic().filter("plans", "x"), "filters[0].field", "nearest: plan");
    assertInvalid(Queries.traffic().filter("visitor", "x"), "filters[0].field", "[type, country");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertInvalid(Queries.traffic().rollup(null), "rollup", "must be given");
    assertInvalid(Queries.traffic().measures(), "measures", "at least one");
    assertInvalid(Queries.traffic().measures("events", "events"), "measures[1]", "repeat");
    assertInvalid(Queries.traffic().dimensions("type", "type"), "dimensions[1]", "repeat");
    assertInvalid(Queries.traffic().filter("type"), "filters[0].in", "at least one");
    assertInvalid(Queries.traffic().grain("5m"), "grain", "[1m, 1h, 1d], but was 5m");
    assertInvalid(Queries.traffic().source("kafka"), "source", "[live, rollup, events]");
    assertInvalid(Queries.traffic().limit(0), "limit", "1 to 100000, but was 0");
    assertInvalid(Queries.traffic().limit(100_001), "limit", "1 to 100000");
  }

  @Test
  void refusesRangesThatAreNone() {
    assertInvalid(Queries.traffic().range(Queries.TO, Queries.FROM), "to", "after from");
    assertInvalid(Queries.traffic().range(Queries.TO, Queries.TO), "to", "after from");
    assertInvalid(Queries.traffic().range(null, Queries.TO), "from", "must be given");
    assertInvalid(Queries.traffic().range("yesterday", Queries.TO), "from", "but was yesterday");
    assertInvalid(Queries.traffic().range("2015-05-17T00:00:00", Queries.TO), "from", "zone");
    assertInvalid(Queries.traffic().range(1.5, Queries.TO), "from", "epoch milliseconds");
    assertInvalid(Queries.traffic().range(-1, Queries.TO), "from", "from 1970");
    assertInvalid(Queries.traffic().range(0, "9999-01-01T00:00:00Z"), "to", "to 2106");
    assertInvalid(Queries.traffic().range(Long.MIN_VALUE, Long.MAX_VALUE), "from", "1970");
  }

  @Test
  void takesRangesWithinAMinuteFromTheEventsOnly() {
    Queries odd = Queries.traffic().range("2015-05-17T00:00:00.001Z", Queries.TO);
    assertInvalid(odd.source("live"), "from", "whole minute");
    assertInvalid(odd.source("rollup"), "from", "whole minute");
    assertThat(odd.source("events").query().source()).isEqualTo(Optional.of(SourceKind.EVENTS));
    assertThat(odd.query().source()).isEmpty();
  }

  @Test
  void boundsItsFilters() {
    var many = Collections.nCopies(1001, "x").toArray(String[]::new);
    assertInvalid(Queries.traffic().filter("type", many), "filters[0].in", "at most 1000");
    assertInvalid(
        Queries.traffic().filter("type", "x".repeat(10_001)), "filters[0].in", "characters");
  }

  private static void assertInvalid(Queries queries, String field, String detail) {
    assertThat(refused(queries))
        .isInstanceOfSatisfying(
            Failure.Invalid.class,
            invalid -> {
              assertThat(invalid.field()).isEqualTo(field);
              assertThat(invalid.detail()).startsWith(field).contains(detail);
            });
  }

  private static Failure refused(Queries queries) {
    var refusal = new Failure[1];
    assertThatThrownBy(queries::query)
        .isInstanceOfSatisfying(FailureException.class, thrown -> refusal[0] = thrown.failure());
    return refusal[0];
  }
}
