package io.millrace.serdes.definition;

/** Thrown for a definition that is not valid. */
public final class InvalidDefinition extends Exception {
  private final String at;

  public InvalidDefinition(String at, String rule) {
    super(at + " " + rule);
    this.at = at;
  }

  /** The path of the invalid field, such as {@code measures[1].field}. */
  public String at() {
    return at;
  }
}
