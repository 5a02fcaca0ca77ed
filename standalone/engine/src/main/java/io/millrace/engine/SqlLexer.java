package io.millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits SQL into tokens as ClickHouse's own lexer does ({@code src/Parsers/Lexer.cpp}): backslash
 * escapes and doubled quotes, nested comments, here-documents. A text is a string of bytes (one
 * char each, ISO 8859-1), since literals may hold any bytes.
 */
final class SqlLexer {
  private final String sql;
  private int at;

  SqlLexer(String sql) {
    this.sql = sql;
  }

  static List<SqlToken> tokens(String sql) {
    var lexer = new SqlLexer(sql);
    var tokens = new ArrayList<SqlToken>();
    for (Optional<SqlToken> token = lexer.next(); token.isPresent(); token = lexer.next()) {
      tokens.add(token.get());
    }
    return tokens;
  }

  /** The next token; empty at the end. An unclosed quote runs to the end. */
  Optional<SqlToken> next() {
    skipBlanksAndComments();
    if (at >= sql.length()) {
      return Optional.empty();
    }
    char c = sql.charAt(at);
    return Optional.of(
        switch (c) {
          case '\'' -> quoted(SqlToken.Kind.STRING, c);
          case '"', '`' -> quoted(SqlToken.Kind.QUOTED, c);
          case '$' -> hereDocument();
          default -> isWordChar(c) ? word() : symbol();
        });
  }

  private void skipBlanksAndComments() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (isBlank(c)) {
        at++;
      } else if (startsLineComment()) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        skipBlockComment();
      } else {
        return;
      }
    }
  }

  private boolean startsLineComment() {
    return sql.startsWith("--", at)
        || sql.startsWith("//", at)
        || sql.startsWith("# ", at)
        || sql.startsWith("#!", at);
  }

  private void skipBlockComment() {
    int depth = 0;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
  }

  private SqlToken quoted(SqlToken.Kind kind, char quote) {
    int start = at++;
    var text = new StringBuilder();
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '\\' && at < sql.length()) {
        text.append(escaped());
      } else if (c != quote) {
        text.append(c);
      } else if (at < sql.length() && sql.charAt(at) == quote) {
        text.append(quote);
        at++;
      } else {
        break;
      }
    }
    return new SqlToken(kind, text.toString(), start, at);
  }

  private char escaped() {
    char c = sql.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '0' -> '\0';
      case 'x' -> hexByte();
      default -> c;
    };
  }

  private char hexByte() {
    if (at + 2 > sql.length()
        || Character.digit(sql.charAt(at), 16) < 0
        || Character.digit(sql.charAt(at + 1), 16) < 0) {
      return 'x';
    }
    at += 2;
    return (char) Integer.parseInt(sql.substring(at - 2, at), 16);
  }

  private SqlToken hereDocument() {
    int start = at;
    int nameEnd = sql.indexOf('$', start + 1);
    if (nameEnd > 0) {
      String mark = sql.substring(start, nameEnd + 1);
      int end = sql.indexOf(mark, nameEnd + 1);
      if (end >= 0) {
        at = end + mark.length();
        return new SqlToken(SqlToken.Kind.STRING, sql.substring(nameEnd + 1, end), start, at);
      }
    }
    return word();
  }

  private SqlToken word() {
    int start = at++;
    while (at < sql.length() && (isWordChar(sql.charAt(at)) || sql.charAt(at) == '$')) {
      at++;
    }
    return new SqlToken(SqlToken.Kind.WORD, sql.substring(start, at), start, at);
  }

  private SqlToken symbol() {
    at++;
    return new SqlToken(SqlToken.Kind.SYMBOL, sql.substring(at - 1, at), at - 1, at);
  }

  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isWordChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
