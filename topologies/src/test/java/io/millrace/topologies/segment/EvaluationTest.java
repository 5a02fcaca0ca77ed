package io.millrace.topologies.segment;

import java.util.Random;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Memberships against a plain recomputation from all events, after each step of random lives under
 * random rules: disorder, late events and events from the future, clocks that step back, rules that
 * are swapped and filled from history, visitors that turn out to be one.
 */
class EvaluationTest {
  private static final int CASES = Integer.getInteger("millrace.segments.cases", 2_000);

  @Property(tries = 1, shrinking = ShrinkingMode.OFF, afterFailure = AfterFailureMode.SAMPLE_ONLY)
  void membershipsAreThoseOfAPlainRecomputation(@ForAll long seed) {
    for (int i = 0; i < CASES; i++) {
      live(seed + i);
    }
  }

  private static void live(long seed) {
    try {
      var random = new Random(seed);
      var segments = new RandomRules(random).segments(4);
      var life = new RandomVisitor("anna", random, segments);
      var other = new RandomVisitor("anonymous", random, segments);
      for (int step = random.nextInt(40); step >= 0; step--) {
        life.step();
        life.check();
      }
      switch (random.nextInt(4)) {
        case 0 -> life.swap(new RandomRules(random).segments(4));
        case 1 -> {
          for (int step = random.nextInt(20); step >= 0; step--) {
            other.step();
          }
          other.check();
          life.merge(other);
        }
        default -> {}
      }
      for (int step = random.nextInt(20); step >= 0; step--) {
        life.check();
        life.step();
      }
      life.check();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }
}
