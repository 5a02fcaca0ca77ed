package io.millrace.state.access;

import java.util.Locale;

/** What a key may be used for. */
public enum Scope {
  /** Send events. */
  WRITE,
  /** Read stores, queries and counters. */
  READ,
  /** Send events of any age. */
  IMPORT,
  /** Manage tenants and keys. */
  ADMIN;

  /** How the scope is written in JSON: {@code write}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope with this wire name; throws if there is none. */
  public static Scope parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
