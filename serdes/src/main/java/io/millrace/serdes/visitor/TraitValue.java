package io.millrace.serdes.visitor;

/** A trait's value. Booleans sort before numbers, numbers before strings. */
public sealed interface TraitValue extends Comparable<TraitValue> {
  /** A string. */
  record Text(String text) implements TraitValue {}

  /** A number. */
  record Numeric(double number) implements TraitValue {}

  /** A boolean. */
  record Flag(boolean flag) implements TraitValue {}

  @Override
  default int compareTo(TraitValue other) {
    return switch (this) {
      case Text(var text) -> other instanceof Text(var than) ? text.compareTo(than) : 1;
      case Numeric(var number) ->
          switch (other) {
            case Text _ -> -1;
            case Numeric(var than) -> Double.compare(number, than);
            case Flag _ -> 1;
          };
      case Flag(var flag) -> other instanceof Flag(var than) ? Boolean.compare(flag, than) : -1;
    };
  }
}
