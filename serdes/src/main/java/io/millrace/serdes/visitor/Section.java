package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteWriter;

/**
 * A part of a visitor's record with a codec of its own, found by its {@link SectionType}. Mutable
 * while an event is processed.
 */
public interface Section {
  /** Appends the bytes that its type reads. */
  void write(ByteWriter out);

  /** Whether it differs from the bytes that it was read from. */
  boolean changed();
}
