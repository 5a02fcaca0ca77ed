package io.millrace.serdes.definition;

/** A definition does not make sense. */
public final class InvalidDefinition extends Exception {
  private final String at;

  public InvalidDefinition(String at, String rule) {
    super(at + " " + rule);
    this.at = at;
  }

  /** The place, such as {@code measures[1].field}. */
  public String at() {
    return at;
  }
}
