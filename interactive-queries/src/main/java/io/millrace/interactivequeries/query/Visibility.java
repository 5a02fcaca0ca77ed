package io.millrace.interactivequeries.query;

import java.util.OptionalLong;

/** Up to when each source shows everything that was accepted. */
public interface Visibility {
  /** Epoch milliseconds; empty while it is unknown. */
  OptionalLong asOf(SourceKind kind);
}
