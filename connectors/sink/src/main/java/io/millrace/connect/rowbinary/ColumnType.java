package io.millrace.connect.rowbinary;

import org.jspecify.annotations.Nullable;

/**
 * A column's type: which Connect values it accepts, and their RowBinary bytes.
 *
 * <p>A column accepts what it can hold without loss: a number in another representation or as text,
 * a timestamp as ISO text. Two things are rounded, as the column's type implies: binary floating
 * point, and timestamps, which are truncated to the column's precision.
 */
public interface ColumnType {
  /** Appends a value; throws {@link ValueConversionException} if the type does not accept it. */
  void write(@Nullable Object value, RowBuffer out);

  /** Whether null is one of its values. */
  default boolean takesNull() {
    return false;
  }

  /** Whether it contains JSON values, which are sent as text. */
  default boolean hasJson() {
    return false;
  }
}
