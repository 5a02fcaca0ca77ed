package io.millrace.connect.rowbinary;

import org.jspecify.annotations.Nullable;

/**
 * A column's type: which Connect values it takes, and their RowBinary bytes.
 *
 * <p>A column takes what it can hold without loss: a number in another form or as text, a moment as
 * ISO text. Two things are rounded, as the column's type says that they are: binary floating point,
 * and moments, which are cut to the column's precision.
 */
public interface ColumnType {
  /** Appends a value; throws {@link ValueConversionException} where the type does not take it. */
  void write(@Nullable Object value, RowBuffer out);

  /** Whether null is one of its values. */
  default boolean takesNull() {
    return false;
  }

  /** Whether it has JSON values, which travel as text. */
  default boolean hasJson() {
    return false;
  }
}
