package io.millrace.serdes.definition;

import java.util.Locale;

/** What a write does to a definition. */
public enum DefinitionChange {
  CREATED,
  CHANGED,
  UNCHANGED;

  /**
   * Compares.
   *
   * @param existed whether there was a definition before
   * @param same whether it said the same
   */
  public static DefinitionChange of(boolean existed, boolean same) {
    if (!existed) {
      return CREATED;
    }
    return same ? UNCHANGED : CHANGED;
  }

  /** As answers have it, such as {@code created}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
