package io.millrace.engine;

import io.millrace.engine.ChdbLibrary.Classification;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Decides whether a statement may run. The first of three layers that protect the host: this one
 * gives clear errors and rejects by name what the engine's grants do not cover; the grants ({@link
 * EngineFiles}) exclude sources; where the kernel has Landlock, it blocks whatever is left.
 */
final class StatementGuard {
  /** Functions that access a file, a program or another host, in or outside a FROM. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "file",
          "filecluster",
          "filesystem",
          "url",
          "urlcluster",
          "executable",
          "disk",
          "sqlite",
          "s3",
          "s3cluster",
          "gcs",
          "oss",
          "cosn",
          "hdfs",
          "hdfscluster",
          "azureblobstorage",
          "azureblobstoragecluster",
          "remote",
          "remotesecure",
          "cluster",
          "clusterallreplicas",
          "mysql",
          "postgresql",
          "mongodb",
          "redis",
          "odbc",
          "jdbc",
          "ytsaurus",
          "arrowflight",
          "catboostevaluate",
          "python",
          "getclientrequestinfo");

  private static final List<String> OUTSIDE_PREFIXES =
      List.of("iceberg", "deltalake", "hudi", "paimon");

  private static final Set<String> TABLE_ENGINES =
      Set.of(
          "MergeTree",
          "ReplacingMergeTree",
          "SummingMergeTree",
          "AggregatingMergeTree",
          "CollapsingMergeTree",
          "VersionedCollapsingMergeTree",
          "CoalescingMergeTree",
          "Memory",
          "Log",
          "TinyLog",
          "StripeLog",
          "Null",
          "Set",
          "Join",
          "Buffer",
          "Merge",
          "Dictionary",
          "GenerateRandom",
          "View",
          "MaterializedView");

  private static final Set<String> DATABASE_ENGINES = Set.of("Atomic", "Memory");
  private static final Set<String> DICTIONARY_SOURCES = Set.of("clickhouse", "null");
  private static final Set<String> FILTER_SETTINGS =
      Set.of(
          "additional_table_filters", "additional_result_filter", "parallel_replicas_custom_key");

  private static final Set<String> SYSTEM =
      Set.of(
          "start merges",
          "stop merges",
          "start ttl",
          "stop ttl",
          "start moves",
          "stop moves",
          "start view",
          "stop view",
          "start views",
          "stop views",
          "refresh view",
          "wait view",
          "cancel view",
          "reload dictionary",
          "reload dictionaries");

  private StatementGuard() {}

  /** Checks names and literals only; throws the error for the client. */
  static void judgeText(String sql) throws EngineException {
    judge(SqlLexer.tokens(sql));
  }

  /** Checks the value of a setting that came with the statement. */
  static void judgeSetting(String name, String value) throws EngineException {
    if (FILTER_SETTINGS.contains(name.toLowerCase(Locale.ROOT))) {
      judgeNested(value);
    }
  }

  /** Checks the parser's classification of the statement. */
  static void judgeKind(ParsedStatement statement, Classification classification)
      throws EngineException {
    if (classification.statements() > 1) {
      throw EngineException.of(
          ErrorCode.SYNTAX_ERROR,
          "Syntax error (Multi-statements are not allowed): send one statement per request, but"
              + " there were "
              + classification.statements());
    }
    switch (classification.kind()) {
      case READ_ONLY, MUTATING -> {}
      case MUTATING_GLOBAL ->
          allow(
              statement,
              startsWith(statement, "CREATE", "FUNCTION"),
              startsWith(statement, "CREATE", "OR", "REPLACE", "FUNCTION"),
              startsWith(statement, "DROP", "FUNCTION"));
      case CONTROL -> judgeControl(statement);
      case UNKNOWN -> throw unsupported(statement);
    }
  }

  private static void judgeControl(ParsedStatement statement) throws EngineException {
    if (statement instanceof ParsedStatement.Other other && startsWith(statement, "SYSTEM")) {
      List<SqlToken> tokens = other.tokens();
      String action = tokens.size() < 3 ? "" : tokens.get(1).lower() + " " + tokens.get(2).lower();
      allow(statement, SYSTEM.contains(action));
      return;
    }
    if (statement instanceof ParsedStatement.Other other
        && startsWith(statement, "ALTER", "TABLE")) {
      allow(statement, other.tokens().stream().noneMatch(StatementGuard::movesParts));
      return;
    }
    allow(
        statement,
        startsWith(statement, "SET") && !startsWith(statement, "SET", "DEFAULT"),
        startsWith(statement, "USE"),
        startsWith(statement, "KILL", "QUERY"),
        startsWith(statement, "KILL", "MUTATION"),
        startsWith(statement, "CREATE", "TEMPORARY"),
        startsWith(statement, "DROP", "TEMPORARY"),
        statement instanceof ParsedStatement.DataInsert,
        startsWith(statement, "INSERT") && !startsWith(statement, "INSERT", "INTO", "FUNCTION"));
  }

  /** Parts that are moved to or from outside of the table's own directory. */
  private static boolean movesParts(SqlToken token) {
    return isOneOf(token, "freeze", "unfreeze", "fetch", "export");
  }

  private static void allow(ParsedStatement statement, boolean... conditions)
      throws EngineException {
    for (boolean condition : conditions) {
      if (condition) {
        return;
      }
    }
    throw unsupported(statement);
  }

  private static boolean startsWith(ParsedStatement statement, String... words) {
    return statement instanceof ParsedStatement.Other other && other.startsWith(words);
  }

  private static EngineException unsupported(ParsedStatement statement) {
    String sql = statement.sql().strip();
    return EngineException.of(
        ErrorCode.NOT_IMPLEMENTED,
        "The embedded ClickHouse does not run this kind of statement; a ClickHouse server may: "
            + sql.substring(0, Math.min(100, sql.length())));
  }

  private static void judge(List<SqlToken> tokens) throws EngineException {
    boolean creates = !tokens.isEmpty() && isOneOf(tokens.get(0), "create", "replace", "attach");
    boolean names = creates || (!tokens.isEmpty() && tokens.get(0).isWord("INSERT"));
    boolean nested = false;
    for (int i = 0; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      if (token.isName() && followedBy(tokens, i, '(')) {
        judgeCall(tokens, i, names);
      }
      if (creates && token.isWord("ENGINE")) {
        judgeEngine(tokens, i);
      }
      if (isOneOf(token, "infile", "outfile")
          && i > 0
          && isOneOf(tokens.get(i - 1), "from", "into")) {
        throw denied(token.text().toUpperCase(Locale.ROOT));
      }
      nested |= FILTER_SETTINGS.contains(token.lower()) || (creates && token.isWord("DICTIONARY"));
    }
    if (nested) {
      judgeLiterals(tokens);
    }
    if (creates && isDictionary(tokens)) {
      judgeSource(tokens);
    }
    judgeDefaultDatabase(tokens);
  }

  /**
   * The library recreates {@code default} at each start, with another engine than a server's; once
   * dropped it would come back empty and hide what was put in its place.
   */
  private static void judgeDefaultDatabase(List<SqlToken> tokens) throws EngineException {
    if (tokens.size() < 3 || !isOneOf(tokens.get(0), "drop", "rename", "detach")) {
      return;
    }
    boolean database = isDatabase(tokens);
    for (SqlToken token : tokens) {
      if (database && token.isName() && token.text().equals(EngineConnection.DEFAULT_DATABASE)) {
        throw EngineException.of(
            ErrorCode.NOT_IMPLEMENTED,
            "The embedded ClickHouse always has its database default; drop its tables instead");
      }
    }
  }

  private static void judgeCall(List<SqlToken> tokens, int at, boolean names)
      throws EngineException {
    String name = tokens.get(at).lower();
    boolean outside = OUTSIDE.contains(name);
    for (String prefix : OUTSIDE_PREFIXES) {
      outside |= name.startsWith(prefix);
    }
    if (outside && !(names && isTableName(tokens, at))) {
      throw denied(tokens.get(at).text() + "()");
    }
  }

  /** {@code INSERT INTO file (a)} and {@code CREATE TABLE d.file (a Int8)} name a table. */
  private static boolean isTableName(List<SqlToken> tokens, int at) {
    if (at == 0) {
      return false;
    }
    SqlToken before = tokens.get(at - 1);
    return before.isSymbol('.') || isOneOf(before, "into", "table", "exists", "view");
  }

  private static void judgeEngine(List<SqlToken> tokens, int at) throws EngineException {
    int name = followedBy(tokens, at, '=') ? at + 2 : at + 1;
    if (name >= tokens.size() || !tokens.get(name).isName()) {
      return;
    }
    String engine = tokens.get(name).text();
    Set<String> allowed = isDatabase(tokens) ? DATABASE_ENGINES : TABLE_ENGINES;
    if (!allowed.contains(engine)) {
      throw EngineException.of(
          ErrorCode.ACCESS_DENIED,
          "The embedded ClickHouse has the engines "
              + String.join(", ", allowed.stream().sorted().toList())
              + ", but the statement names "
              + engine);
    }
  }

  private static boolean isDatabase(List<SqlToken> tokens) {
    return tokens.size() > 1 && tokens.get(1).isWord("DATABASE");
  }

  private static boolean isDictionary(List<SqlToken> tokens) {
    for (int i = 1; i < Math.min(4, tokens.size()); i++) {
      if (tokens.get(i).isWord("DICTIONARY")) {
        return true;
      }
    }
    return false;
  }

  private static void judgeSource(List<SqlToken> tokens) throws EngineException {
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (tokens.get(i).isWord("SOURCE")
          && tokens.get(i + 1).isSymbol('(')
          && !DICTIONARY_SOURCES.contains(tokens.get(i + 2).lower())) {
        throw denied("SOURCE(" + tokens.get(i + 2).text() + ")");
      }
      if (isOneOf(tokens.get(i), "host", "port", "secure")) {
        throw denied("a dictionary's " + tokens.get(i).text());
      }
    }
  }

  private static void judgeLiterals(List<SqlToken> tokens) throws EngineException {
    for (SqlToken token : tokens) {
      if (token.kind() == SqlToken.Kind.STRING) {
        judgeNested(token.text());
      }
    }
  }

  /** SQL inside a literal, and literals inside that. */
  private static void judgeNested(String sql) throws EngineException {
    List<SqlToken> tokens = SqlLexer.tokens(sql);
    judge(tokens);
    for (SqlToken token : tokens) {
      if (token.kind() == SqlToken.Kind.STRING && token.text().length() < sql.length()) {
        judgeNested(token.text());
      }
    }
  }

  private static boolean followedBy(List<SqlToken> tokens, int at, char sign) {
    return at + 1 < tokens.size() && tokens.get(at + 1).isSymbol(sign);
  }

  private static boolean isOneOf(SqlToken token, String... words) {
    for (String word : words) {
      if (token.isWord(word)) {
        return true;
      }
    }
    return false;
  }

  private static EngineException denied(String what) {
    return EngineException.of(
        ErrorCode.ACCESS_DENIED,
        "The embedded ClickHouse reaches no files, programs or other hosts: "
            + what
            + " is not allowed");
  }
}
