package io.millrace.state.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final BackoffPolicy POLICY =
      BackoffPolicy.doubling(Duration.ofMillis(100), Duration.ofSeconds(1));

  @Test
  void pausesDoubleUpToTheCeilingUntilSomethingSucceeds() throws InterruptedException {
    List<Duration> slept = new ArrayList<>();
    var backoff = new Backoff(POLICY.withoutJitter(), slept::add);

    for (int attempt = 0; attempt < 6; attempt++) {
      backoff.await();
    }
    backoff.reset();
    backoff.await();

    assertThat(slept.stream().map(Duration::toMillis))
        .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 100L);
  }

  @Test
  void otherFactorsGrowMoreSlowly() {
    BackoffPolicy policy = POLICY.growingBy(1.25).withoutJitter();

    assertThat(List.of(policy.after(1), policy.after(2), policy.after(3), policy.after(99)))
        .extracting(Duration::toMillis)
        .containsExactly(100L, 125L, 156L, 1_000L);
  }

  @Property
  void jitterTakesAwayHalfAtMost(
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int failures,
      @ForAll @IntRange(min = 1, max = 100_000) int firstMs,
      @ForAll @IntRange(max = 1_000_000) int furtherMs,
      @ForAll @DoubleRange(min = 1.1, max = 10) double growth,
      @ForAll long seed) {
    BackoffPolicy whole =
        BackoffPolicy.doubling(Duration.ofMillis(firstMs), Duration.ofMillis(firstMs + furtherMs))
            .growingBy(growth)
            .withoutJitter();
    BackoffPolicy policy = whole.with(new Random(seed));

    long wholeMs = whole.after(failures).toMillis();

    assertThat(wholeMs).isBetween((long) firstMs, (long) firstMs + furtherMs);
    assertThat(policy.after(failures).toMillis()).isBetween(wholeMs / 2, wholeMs);
  }

  @Test
  void pausesDifferFromOneAnother() {
    BackoffPolicy policy = POLICY.with(new Random(1));

    assertThat(List.of(policy.after(4), policy.after(4), policy.after(4))).doesNotHaveDuplicates();
  }

  @Test
  void aPauseThatIsNoneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BackoffPolicy.doubling(Duration.ZERO, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BackoffPolicy.doubling(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> POLICY.growingBy(1));
  }
}
