package io.millrace.warehouse;

import java.util.regex.Pattern;

/** Names in SQL text. */
final class SqlNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private SqlNames() {}

  /**
   * The name in backticks; throws if it has characters other than letters, digits, {@code _} and
   * {@code -}.
   */
  static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name must be letters, digits, _ and -, and start with a letter or _, but was " + name);
    }
    return "`" + name + "`";
  }
}
