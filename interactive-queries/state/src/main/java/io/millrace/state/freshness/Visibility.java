package io.millrace.state.freshness;

import java.util.OptionalLong;

/** Up to when each source shows everything that was accepted. */
public interface Visibility {
  /** Epoch milliseconds; empty while it is unknown. */
  OptionalLong asOf(SourceKind kind);

  /**
   * For how long the live windows, as they were committed, have shown everything up to {@link
   * #asOf}, at least; in milliseconds. To be asked after it.
   */
  default long liveForMs() {
    return 0;
  }
}
