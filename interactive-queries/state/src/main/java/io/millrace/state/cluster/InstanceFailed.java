package io.millrace.state.cluster;

/** An instance did not serve a request: it is gone, too slow, or rejects it. */
public final class InstanceFailed extends RuntimeException {
  private final FailureKind why;

  /** The kind of failure. */
  public enum FailureKind {
    /** It could not be reached. */
    UNREACHABLE,
    /** It was reached and did not respond in time, or without a valid signature. */
    SILENT,
    /** It cannot serve this request now. */
    REFUSED
  }

  InstanceFailed(Instance instance, FailureKind why, String detail) {
    super("instance %s: %s".formatted(instance, detail), null, false, false);
    this.why = why;
  }

  /** The kind of failure. */
  public FailureKind why() {
    return why;
  }
}
