package io.millrace.state.problem;

/**
 * Carries a {@link Failure} from a controller to the one place that renders it. A value everywhere
 * else; thrown only at the border, so it has no stack trace.
 */
public final class FailureException extends RuntimeException {
  private final transient Failure failure;

  public FailureException(Failure failure) {
    super(failure.toString(), null, false, false);
    this.failure = failure;
  }

  /** The failure to return to the caller. */
  public Failure failure() {
    return failure;
  }
}
