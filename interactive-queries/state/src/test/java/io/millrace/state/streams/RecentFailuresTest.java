package io.millrace.state.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentFailuresTest {
  private final AtomicLong now = new AtomicLong();
  private final RecentFailures failures = new RecentFailures(now::get);

  @Test
  void oneNowAndThenIsNothing() {
    for (int i = 0; i < 10; i++) {
      failures.add(new IllegalStateException("once"));
      now.addAndGet(RecentFailures.WITHIN_MS / 2 + 1);
      assertThat(failures.repeated()).isEmpty();
    }
  }

  @Test
  void manyInAMinuteAreToldByTheLastAndItsCauseUntilItIsOver() {
    for (int i = 0; i < RecentFailures.MANY; i++) {
      assertThat(failures.repeated()).isEmpty();
      failures.add(new IllegalStateException("task " + i, new ArithmeticException("by zero")));
    }
    assertThat(failures.repeated())
        .hasValue(
            "java.lang.IllegalStateException: task 2; its cause: java.lang.ArithmeticException: by"
                + " zero");
    now.addAndGet(RecentFailures.QUIET_MS + 1);
    assertThat(failures.repeated()).isEmpty();
  }
}
