package io.millrace.engine;

import java.util.Locale;

/** A significant token of a SQL text: comments and white space are not tokens. */
record SqlToken(Kind kind, String text, int start, int end) {
  /** The kinds that the guard distinguishes; every other sign is a {@code SYMBOL}. */
  enum Kind {
    WORD,
    QUOTED,
    STRING,
    SYMBOL
  }

  boolean isWord(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(char sign) {
    return kind == Kind.SYMBOL && text.charAt(0) == sign;
  }

  /** A bare or quoted name. */
  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  String lower() {
    return text.toLowerCase(Locale.ROOT);
  }
}
