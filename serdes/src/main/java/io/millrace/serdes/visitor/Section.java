package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteWriter;

/** A part of a visitor's record with a codec of its own. Mutable while an event is processed. */
public sealed interface Section permits SeenIds, Traits, SessionLog, SegmentState, Identity {
  /** Writes the content of the section, without its number and length. */
  void write(ByteWriter out);

  /** Whether it differs from the bytes that it was read from. */
  boolean changed();
}
