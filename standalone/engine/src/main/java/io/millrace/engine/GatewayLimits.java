package io.millrace.engine;

import java.time.Duration;

/** The limits of one gateway. */
record GatewayLimits(
    int running, int waiting, Duration patience, int sessions, int httpConnections) {
  /** The longest statement, without the data of an INSERT. */
  static final int STATEMENT_BYTES = 1 << 20;

  /** The engine parses and analyses on the calling thread; see {@link ChdbLibrary}. */
  static final long STACK_BYTES = 16L << 20;

  static final GatewayLimits DEFAULT =
      new GatewayLimits(64, 256, Duration.ofSeconds(30), 256, 1024);
}
