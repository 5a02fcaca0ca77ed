package io.millrace.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the gateway must know of a statement before the engine sees it: how it is run, and in which
 * format its data is. Texts hold one byte per char.
 */
sealed interface ParsedStatement {
  /** The statement without data, as the engine gets it. */
  String sql();

  /** An INSERT whose rows follow in the request, in {@code format}, from {@code dataStart} on. */
  record DataInsert(String sql, String format, int dataStart, boolean hasSettings)
      implements ParsedStatement {
    /** The statement as the parser sees it, for the guard. */
    String complete() {
      return sql + " FORMAT " + format;
    }
  }

  /** A SELECT, whose result may be fetched in chunks. */
  record Select(String sql, Optional<String> format, boolean hasTotals)
      implements ParsedStatement {}

  /** Anything else: one result, all at once. */
  record Other(String sql, Optional<String> format, List<SqlToken> tokens)
      implements ParsedStatement {
    boolean startsWith(String... words) {
      if (tokens.size() < words.length) {
        return false;
      }
      for (int i = 0; i < words.length; i++) {
        if (!tokens.get(i).isWord(words[i])) {
          return false;
        }
      }
      return true;
    }
  }

  /** Parses a statement; the data of an INSERT is located but not read. */
  static ParsedStatement of(String text) {
    var lexer = new SqlLexer(text);
    Optional<SqlToken> first = lexer.next();
    if (first.isPresent() && first.get().isWord("INSERT")) {
      Optional<DataInsert> insert = dataInsert(text, lexer);
      if (insert.isPresent()) {
        return insert.get();
      }
    }
    List<SqlToken> tokens = SqlLexer.tokens(text);
    Optional<String> format = format(tokens);
    return isSelect(tokens)
        ? new Select(text, format, hasWord(tokens, "TOTALS"))
        : new Other(text, format, tokens);
  }

  /**
   * VALUES or FORMAT outside of brackets. After a SELECT there is data only if it reads {@code
   * input()}: {@code values(...)} is a table function then, and {@code format} a column.
   */
  private static Optional<DataInsert> dataInsert(String text, SqlLexer lexer) {
    int depth = 0;
    boolean settings = false;
    boolean select = false;
    boolean input = false;
    for (var token = lexer.next(); token.isPresent(); token = lexer.next()) {
      SqlToken t = token.get();
      depth += depthChange(t);
      input |= t.isWord("input");
      if (depth != 0) {
        continue;
      }
      settings |= t.isWord("SETTINGS");
      select |= t.isWord("SELECT") || t.isWord("WITH");
      if (t.isWord("VALUES") && !select) {
        String head = text.substring(0, t.start());
        return Optional.of(new DataInsert(head, "Values", t.end(), settings));
      }
      if (t.isWord("FORMAT") && (input || !select)) {
        return formatted(text, lexer, t, settings);
      }
    }
    return Optional.empty();
  }

  private static Optional<DataInsert> formatted(
      String text, SqlLexer lexer, SqlToken keyword, boolean settings) {
    Optional<SqlToken> name = lexer.next();
    if (name.isEmpty() || !name.get().isName()) {
      return Optional.empty();
    }
    String head = text.substring(0, keyword.start());
    String format = name.get().text();
    if (format.equalsIgnoreCase("Values")) {
      return Optional.of(new DataInsert(head, "Values", name.get().end(), settings));
    }
    int start = dataStart(text, name.get().end());
    return Optional.of(new DataInsert(head, format, start, settings));
  }

  /** Data begins after the first line end, else after the blanks after the format's name. */
  private static int dataStart(String text, int formatEnd) {
    int at = formatEnd;
    while (at < text.length() && " \t\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
    }
    return at;
  }

  private static boolean isSelect(List<SqlToken> tokens) {
    for (SqlToken token : tokens) {
      if (!token.isSymbol('(')) {
        return token.kind() == SqlToken.Kind.WORD
            && Set.of("select", "with", "from").contains(token.lower());
      }
    }
    return false;
  }

  private static boolean hasWord(List<SqlToken> tokens, String word) {
    for (SqlToken token : tokens) {
      if (token.isWord(word)) {
        return true;
      }
    }
    return false;
  }

  /** The FORMAT clause, which is at the end, before SETTINGS if there are any. */
  private static Optional<String> format(List<SqlToken> tokens) {
    int depth = 0;
    Optional<String> found = Optional.empty();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      depth += depthChange(tokens.get(i));
      SqlToken name = tokens.get(i + 1);
      if (depth == 0 && tokens.get(i).isWord("FORMAT") && name.isName()) {
        boolean last = i + 2 == tokens.size();
        if (last || tokens.get(i + 2).isWord("SETTINGS") || tokens.get(i + 2).isSymbol(';')) {
          found = Optional.of(name.text());
        }
      }
    }
    return found;
  }

  private static int depthChange(SqlToken token) {
    if (token.kind() != SqlToken.Kind.SYMBOL) {
      return 0;
    }
    return switch (token.text().charAt(0)) {
      case '(', '[', '{' -> 1;
      case ')', ']', '}' -> -1;
      default -> 0;
    };
  }
}
