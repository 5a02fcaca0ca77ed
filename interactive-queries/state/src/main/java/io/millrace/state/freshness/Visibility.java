package io.millrace.state.freshness;

import java.util.OptionalLong;

/** Up to when each source shows everything that was accepted. */
public interface Visibility {
  /** Epoch milliseconds; empty while it is unknown. */
  OptionalLong asOf(SourceKind kind);

  /**
   * For how long at least the committed live windows have shown everything up to {@link #asOf}, in
   * milliseconds. To be called after it.
   */
  default long liveForMs() {
    return 0;
  }
}
