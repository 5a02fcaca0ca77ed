package io.millrace.serdes.visitor;

/** A trait's value. */
public sealed interface TraitValue {
  record Text(String text) implements TraitValue {}

  record Numeric(double number) implements TraitValue {}

  record Flag(boolean flag) implements TraitValue {}
}
