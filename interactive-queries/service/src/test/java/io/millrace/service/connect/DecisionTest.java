package io.millrace.service.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static final String LASTING = "x.Y: Authentication failed";
  private static final String PASSING = "x.Y: never seen before";
  private static final long START = 1_000_000;

  private final Desired wanted =
      Desired.first("c", Owner.OPERATOR, DesiredState.RUNNING, 1, 0, Map.of("a", "1"));
  private long now = START;
  private Spell spell = Spell.begin(0);

  @Test
  void whatConnectDoesNotHaveIsCreated() {
    assertThat(step(wanted, null)).isEqualTo(new Step.Create());
  }

  @Test
  void whatHasAnotherConfigurationIsConfigured() {
    Actual other = new Actual(Map.of("a", "2", "name", "c"), part("RUNNING"), List.of());

    assertThat(step(wanted, other)).isEqualTo(new Step.Configure());
  }

  @Test
  void whatIsInAnotherStateIsChangedAndOtherwiseLeftAlone() {
    assertThat(step(wanted.in(DesiredState.PAUSED), actual("RUNNING", "RUNNING")))
        .isEqualTo(new Step.Change(DesiredState.PAUSED));
    assertThat(step(wanted.in(DesiredState.STOPPED), actual("FAILED", "FAILED")))
        .isEqualTo(new Step.Change(DesiredState.STOPPED));
    assertThat(step(wanted, actual("PAUSED", "PAUSED")))
        .isEqualTo(new Step.Change(DesiredState.RUNNING));
    assertThat(step(wanted.in(DesiredState.PAUSED), actual("PAUSED", "FAILED")))
        .isEqualTo(Step.NOTHING);
    assertThat(step(wanted, actual("UNASSIGNED", "UNASSIGNED"))).isEqualTo(Step.NOTHING);
    assertThat(step(wanted, actual("RUNNING", "RUNNING"))).isEqualTo(Step.NOTHING);
  }

  @Test
  void aStepIsGivenTimeToShow() {
    assertThat(round(wanted, null)).isEqualTo(new Step.Create());
    now += 500;
    assertThat(round(wanted, null)).isEqualTo(Step.NOTHING);
    now += 500;
    assertThat(round(wanted, null)).isEqualTo(new Step.Create());
  }

  @Test
  void restartsComeAtLongerAndLongerIntervalsAndEnd() {
    List<Long> pauses = restarts(PASSING);

    assertThat(pauses).hasSize(8).startsWith(1_000L).isSorted();
    assertThat(pauses.getLast()).isBetween(60_000L, 62_000L);
    assertThat(spell.givenUp()).isTrue();
    assertThat(health(actual("RUNNING", "FAILED"))).isEqualTo(Health.GIVEN_UP);
  }

  @Test
  void aLastingCauseIsGivenUpSooner() {
    assertThat(restarts(LASTING)).hasSize(3);
    assertThat(spell.fault()).isEqualTo(new Fault(Cause.CREDENTIALS, LASTING));
  }

  @Test
  void whatIsGivenUpStaysSoUntilTheDefinitionIsWrittenAnew() {
    var _ = restarts(LASTING);
    now += 3_600_000;
    assertThat(round(wanted, failed(LASTING))).isEqualTo(Step.NOTHING);

    spell = Spell.begin(1);
    Desired anew = new Desired("c", 1, Owner.OPERATOR, wanted.state(), wanted.versions());
    assertThat(round(anew, failed(LASTING))).isEqualTo(Step.NOTHING);
    now += 1_000;
    assertThat(round(anew, failed(LASTING))).isEqualTo(new Step.Restart());
  }

  @Test
  void whatRunsAgainByItselfIsNoLongerGivenUp() {
    var _ = restarts(LASTING);
    assertThat(round(wanted, actual("RUNNING", "RUNNING"))).isEqualTo(Step.NOTHING);
    assertThat(spell.givenUp()).isFalse();
    assertThat(health(actual("RUNNING", "RUNNING"))).isEqualTo(Health.RUNNING);
  }

  @Test
  void aConnectorThatRanForAWhileHasAllItsTriesAgain() {
    var _ = round(wanted, failed(PASSING));
    now += 1_000;
    assertThat(round(wanted, failed(PASSING))).isEqualTo(new Step.Restart());
    now += 1_000;
    var _ = round(wanted, actual("RUNNING", "RUNNING"));
    now += Spell.CALM.toMillis() - 1;
    var _ = round(wanted, actual("RUNNING", "RUNNING"));
    assertThat(spell.attempts()).isEqualTo(1);
    now += 1;
    var _ = round(wanted, actual("RUNNING", "RUNNING"));
    assertThat(spell.attempts()).isZero();
  }

  @Test
  void whatConnectRefusesIsTriedLaterAndGivenUpToo() {
    int tries = 0;
    for (; !spell.givenUp() && tries < 100; now += 60_000) {
      Decision decision = Decision.of(wanted, null, spell, now);
      assertThat(decision.step()).isEqualTo(new Step.Create());
      spell = decision.spell().refused(Fault.of("x.ConfigException: Invalid value"), now);
      tries++;
    }
    assertThat(tries).isEqualTo(3);
  }

  @Test
  void pausesDoubleUpToAMinute() {
    assertThat(Spell.pauseMs(0)).isEqualTo(1_000);
    assertThat(Spell.pauseMs(3)).isEqualTo(8_000);
    assertThat(Spell.pauseMs(6)).isEqualTo(60_000);
    assertThat(Spell.pauseMs(1_000_000)).isEqualTo(60_000);
  }

  /** Lets it fail until it is given up, and tells how long after the last try each try came. */
  private List<Long> restarts(String trace) {
    var pauses = new ArrayList<Long>();
    long last = now;
    for (int rounds = 0; !spell.givenUp() && rounds < 10_000; rounds++) {
      if (round(wanted, failed(trace)) instanceof Step.Restart) {
        pauses.add(now - last);
        last = now;
      }
      now += 100;
    }
    return pauses;
  }

  private Step step(Desired desired, @Nullable Actual actual) {
    return Decision.of(desired, actual, Spell.begin(0), now).step();
  }

  /** A round in which Connect does what it is asked. */
  private Step round(Desired desired, @Nullable Actual actual) {
    Decision decision = Decision.of(desired, actual, spell, now);
    spell =
        switch (decision.step()) {
          case Step.Nothing() -> decision.spell();
          case Step.Restart() -> decision.spell().tried(now);
          case Step.Create _, Step.Configure _, Step.Change _ -> decision.spell().done(now);
        };
    return decision.step();
  }

  private Health health(Actual actual) {
    return Health.of(wanted, actual, spell);
  }

  private static Actual failed(String trace) {
    return new Actual(
        Map.of("a", "1", "name", "c"),
        part("RUNNING"),
        List.of(new Actual.Part("FAILED", "w", trace)));
  }

  private static Actual actual(String connector, String task) {
    return new Actual(Map.of("a", "1", "name", "c"), part(connector), List.of(part(task)));
  }

  private static Actual.Part part(String state) {
    return new Actual.Part(state, "w", "");
  }
}
