package io.millrace.state.cluster;

/** An instance did not answer: it is gone, too slow, or says that it cannot now. */
public final class InstanceFailed extends RuntimeException {
  private final FailureKind why;

  /** What was in the way. */
  public enum FailureKind {
    /** It could not be reached. */
    UNREACHABLE,
    /** It was reached and did not answer in time, or not as one of us. */
    SILENT,
    /** It says that it cannot answer this now. */
    REFUSED
  }

  InstanceFailed(Instance instance, FailureKind why, String detail) {
    super("instance %s: %s".formatted(instance, detail), null, false, false);
    this.why = why;
  }

  public FailureKind why() {
    return why;
  }
}
