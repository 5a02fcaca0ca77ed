package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A kind of section of the visitor record. Each number has one type, and keeps its meaning for
 * ever: records of all released versions carry it.
 *
 * @param number from 1; those of the product are 1 to 6
 * @param read decodes the bytes that {@link Section#write} wrote
 * @param fresh makes the section of a record that has none
 */
public record SectionType<S extends Section>(
    int number, Function<ByteReader, S> read, Supplier<S> fresh) {
  /** Numbers are below it. */
  public static final int MAX_SECTIONS = 32;

  public SectionType {
    if (number < 1 || number >= MAX_SECTIONS) {
      throw new IllegalArgumentException(
          "a section's number must be 1 to %d, but was %d".formatted(MAX_SECTIONS - 1, number));
    }
  }
}
