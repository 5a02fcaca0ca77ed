package io.millrace.serdes.rollup;

/** A rollup's definition does not make sense. */
public final class InvalidRollup extends Exception {
  private final String at;

  InvalidRollup(String at, String rule) {
    super(at + " " + rule);
    this.at = at;
  }

  /** The place, such as {@code measures[1].field}. */
  public String at() {
    return at;
  }
}
