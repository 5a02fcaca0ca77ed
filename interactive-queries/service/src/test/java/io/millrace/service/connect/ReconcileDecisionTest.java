package io.millrace.service.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconcileDecisionTest {
  private static final String LASTING = "x.Y: Authentication failed";
  private static final String PASSING = "x.Y: never seen before";
  private static final long START = 1_000_000;

  private final DesiredConnector wanted =
      DesiredConnector.first(
          "c", ConfigOwner.OPERATOR, DesiredState.RUNNING, 1, 0, Map.of("a", "1"));
  private long now = START;
  private RetryState spell = RetryState.begin(0);

  @Test
  void whatConnectDoesNotHaveIsCreated() {
    assertThat(step(wanted, null)).isEqualTo(new ReconcileStep.Create());
  }

  @Test
  void whatHasAnotherConfigurationIsConfigured() {
    ActualConnector other =
        new ActualConnector(Map.of("a", "2", "name", "c"), part("RUNNING"), List.of());

    assertThat(step(wanted, other)).isEqualTo(new ReconcileStep.Configure());
  }

  @Test
  void whatIsInAnotherStateIsChangedAndOtherwiseLeftAlone() {
    assertThat(step(wanted.in(DesiredState.PAUSED), actual("RUNNING", "RUNNING")))
        .isEqualTo(new ReconcileStep.Change(DesiredState.PAUSED));
    assertThat(step(wanted.in(DesiredState.STOPPED), actual("FAILED", "FAILED")))
        .isEqualTo(new ReconcileStep.Change(DesiredState.STOPPED));
    assertThat(step(wanted, actual("PAUSED", "PAUSED")))
        .isEqualTo(new ReconcileStep.Change(DesiredState.RUNNING));
    assertThat(step(wanted.in(DesiredState.PAUSED), actual("PAUSED", "FAILED")))
        .isEqualTo(ReconcileStep.NOTHING);
    assertThat(step(wanted, actual("UNASSIGNED", "UNASSIGNED"))).isEqualTo(ReconcileStep.NOTHING);
    assertThat(step(wanted, actual("RUNNING", "RUNNING"))).isEqualTo(ReconcileStep.NOTHING);
  }

  @Test
  void aStepIsGivenTimeToShow() {
    assertThat(round(wanted, null)).isEqualTo(new ReconcileStep.Create());
    now += 500;
    assertThat(round(wanted, null)).isEqualTo(ReconcileStep.NOTHING);
    now += 500;
    assertThat(round(wanted, null)).isEqualTo(new ReconcileStep.Create());
  }

  @Test
  void restartsComeAtLongerAndLongerIntervalsAndEnd() {
    List<Long> pauses = restarts(PASSING);

    assertThat(pauses).hasSize(8).startsWith(1_000L).isSorted();
    assertThat(pauses.getLast()).isBetween(60_000L, 62_000L);
    assertThat(spell.givenUp()).isTrue();
    assertThat(health(actual("RUNNING", "FAILED"))).isEqualTo(ConnectorHealth.GIVEN_UP);
  }

  @Test
  void aLastingCauseIsGivenUpSooner() {
    assertThat(restarts(LASTING)).hasSize(3);
    assertThat(spell.fault()).isEqualTo(new ConnectorFailure(FailureCause.CREDENTIALS, LASTING));
  }

  @Test
  void whatIsGivenUpStaysSoUntilTheDefinitionIsWrittenAnew() {
    var _ = restarts(LASTING);
    now += 3_600_000;
    assertThat(round(wanted, failed(LASTING))).isEqualTo(ReconcileStep.NOTHING);

    spell = RetryState.begin(1);
    DesiredConnector changed =
        new DesiredConnector("c", 1, ConfigOwner.OPERATOR, wanted.state(), wanted.versions());
    assertThat(round(changed, failed(LASTING))).isEqualTo(ReconcileStep.NOTHING);
    now += 1_000;
    assertThat(round(changed, failed(LASTING))).isEqualTo(new ReconcileStep.Restart());
  }

  @Test
  void whatRunsAgainByItselfIsNoLongerGivenUp() {
    var _ = restarts(LASTING);
    assertThat(round(wanted, actual("RUNNING", "RUNNING"))).isEqualTo(ReconcileStep.NOTHING);
    assertThat(spell.givenUp()).isFalse();
    assertThat(health(actual("RUNNING", "RUNNING"))).isEqualTo(ConnectorHealth.RUNNING);
  }

  @Test
  void aConnectorThatRanForAWhileHasAllItsTriesAgain() {
    var _ = round(wanted, failed(PASSING));
    now += 1_000;
    assertThat(round(wanted, failed(PASSING))).isEqualTo(new ReconcileStep.Restart());
    now += 1_000;
    var _ = round(wanted, actual("RUNNING", "RUNNING"));
    now += RetryState.CALM.toMillis() - 1;
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
      ReconcileDecision decision = ReconcileDecision.of(wanted, null, spell, now);
      assertThat(decision.step()).isEqualTo(new ReconcileStep.Create());
      spell =
          decision.spell().rejected(ConnectorFailure.of("x.ConfigException: Invalid value"), now);
      tries++;
    }
    assertThat(tries).isEqualTo(3);
  }

  @Test
  void pausesDoubleUpToAMinute() {
    assertThat(RetryState.pauseMs(0)).isEqualTo(1_000);
    assertThat(RetryState.pauseMs(3)).isEqualTo(8_000);
    assertThat(RetryState.pauseMs(6)).isEqualTo(60_000);
    assertThat(RetryState.pauseMs(1_000_000)).isEqualTo(60_000);
  }

  /** Lets it fail until it is given up, and tells how long after the last try each try came. */
  private List<Long> restarts(String trace) {
    var pauses = new ArrayList<Long>();
    long last = now;
    for (int rounds = 0; !spell.givenUp() && rounds < 10_000; rounds++) {
      if (round(wanted, failed(trace)) instanceof ReconcileStep.Restart) {
        pauses.add(now - last);
        last = now;
      }
      now += 100;
    }
    return pauses;
  }

  private ReconcileStep step(DesiredConnector desired, @Nullable ActualConnector actual) {
    return ReconcileDecision.of(desired, actual, RetryState.begin(0), now).step();
  }

  /** A round in which Connect does what it is asked. */
  private ReconcileStep round(DesiredConnector desired, @Nullable ActualConnector actual) {
    ReconcileDecision decision = ReconcileDecision.of(desired, actual, spell, now);
    spell =
        switch (decision.step()) {
          case ReconcileStep.Nothing() -> decision.spell();
          case ReconcileStep.Restart() -> decision.spell().tried(now);
          case ReconcileStep.Create _, ReconcileStep.Configure _, ReconcileStep.Change _ ->
              decision.spell().done(now);
        };
    return decision.step();
  }

  private ConnectorHealth health(ActualConnector actual) {
    return ConnectorHealth.of(wanted, actual, spell);
  }

  private static ActualConnector failed(String trace) {
    return new ActualConnector(
        Map.of("a", "1", "name", "c"),
        part("RUNNING"),
        List.of(new ActualConnector.Part("FAILED", "w", trace)));
  }

  private static ActualConnector actual(String connector, String task) {
    return new ActualConnector(Map.of("a", "1", "name", "c"), part(connector), List.of(part(task)));
  }

  private static ActualConnector.Part part(String state) {
    return new ActualConnector.Part(state, "w", "");
  }
}
