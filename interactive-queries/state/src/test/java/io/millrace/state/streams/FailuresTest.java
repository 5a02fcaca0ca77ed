package io.millrace.state.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final AtomicLong now = new AtomicLong();
  private final Failures failures = new Failures(now::get);

  @Test
  void oneNowAndThenIsNothing() {
    for (int i = 0; i < 10; i++) {
      failures.add(new IllegalStateException("once"));
      now.addAndGet(Failures.WITHIN_MS / 2 + 1);
      assertThat(failures.repeated()).isEmpty();
    }
  }

  @Test
  void manyInAMinuteAreToldByTheLastAndItsCauseUntilItIsOver() {
    for (int i = 0; i < Failures.MANY; i++) {
      assertThat(failures.repeated()).isEmpty();
      failures.add(new IllegalStateException("task " + i, new ArithmeticException("by zero")));
    }
    assertThat(failures.repeated())
        .hasValue(
            "java.lang.IllegalStateException: task 2; its cause: java.lang.ArithmeticException: by"
                + " zero");
    now.addAndGet(Failures.QUIET_MS + 1);
    assertThat(failures.repeated()).isEmpty();
  }
}
