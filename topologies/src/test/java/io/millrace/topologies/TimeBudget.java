package io.millrace.topologies;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Ends a property when it has been tried for long enough, at least once, and prints how often it
 * was tried and with which seed. {@code -Dmillrace.property.seconds} says for how long; {@code
 * -Pchaos} takes longer.
 */
public final class TimeBudget implements AroundPropertyHook, AroundTryHook {
  private static final Duration BUDGET =
      Duration.ofSeconds(Integer.getInteger("millrace.property.seconds", 10));

  private long started;

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    started = System.nanoTime();
    PropertyExecutionResult result = property.execute();
    System.out.printf(
        "%s: %d tries, seed %s%n", context.label(), result.countTries(), result.seed().orElse("?"));
    return result;
  }

  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor trial, List<Object> parameters) {
    TryExecutionResult result = trial.execute(parameters);
    boolean spent = System.nanoTime() - started >= BUDGET.toNanos();
    return spent && result.isSatisfied() ? TryExecutionResult.satisfied(true) : result;
  }
}
