package io.millrace.engine;

import io.millrace.engine.ChdbLibrary.Call;
import io.millrace.engine.ChdbLibrary.Chunk;
import io.millrace.engine.ChdbLibrary.Classification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One statement on one leased connection, from the guard to the last row of its response. The
 * caller that leased the connection sends the end of the response: a client that has received it
 * may immediately use the same session or query id again, which must be free by then.
 */
final class QueryRun {
  /** Settings whose values differ for every request; an INSERT has them in its text. */
  private static final List<String> PER_INSERT =
      List.of("insert_deduplication_token", "log_comment");

  private final GatewayRequest request;
  private final String queryId;
  private final StatementSource source;
  private final GatewayResponse answer;
  private boolean readsOnly;
  private final long startedNanos = System.nanoTime();

  QueryRun(GatewayRequest request, String queryId, StatementSource source, GatewayResponse answer) {
    this.request = request;
    this.queryId = queryId;
    this.source = source;
    this.answer = answer;
  }

  /** The settings that the connection must have. */
  Map<String, String> connectionSettings() throws EngineException {
    Map<String, String> settings = request.settings();
    if (carriesSettings()) {
      PER_INSERT.forEach(settings::remove);
    } else if (locks(settings)) {
      settings.put(RunningQueries.TAG, queryId);
    }
    return settings;
  }

  /** Whether these settings prevent any further change: the connection is then used once. */
  private static boolean locks(Map<String, String> settings) {
    return "1".equals(settings.get("readonly"));
  }

  /**
   * The settings for a session. Without {@code readonly}: the engine could not reset it, and the
   * session would stay locked; {@link #judge} enforces it instead.
   */
  Map<String, String> sessionSettings() throws EngineException {
    Map<String, String> settings = connectionSettings();
    settings.remove(RunningQueries.TAG);
    readsOnly = !settings.getOrDefault("readonly", "0").equals("0");
    settings.remove("readonly");
    return settings;
  }

  private boolean carriesSettings() {
    return source.statement() instanceof ParsedStatement.DataInsert insert && !insert.hasSettings();
  }

  /**
   * Only reading queries are cancelled with their client; a write that was received completely is
   * executed.
   */
  boolean reads() {
    return source.statement() instanceof ParsedStatement.Select;
  }

  void on(EngineConnection connection) throws EngineException, IOException {
    judge(connection);
    if (!carriesSettings() && !locks(connection.settings())) {
      connection
          .chdb()
          .run("SET " + RunningQueries.TAG + " = " + EngineConnection.literal(queryId));
    }
    switch (source.statement()) {
      case ParsedStatement.DataInsert insert -> insert(connection, insert);
      case ParsedStatement.Select select -> select(connection, select);
      case ParsedStatement.Other other -> other(connection, other);
    }
  }

  private void judge(EngineConnection connection) throws EngineException {
    ParsedStatement statement = source.statement();
    String text =
        statement instanceof ParsedStatement.DataInsert insert
            ? insert.complete()
            : statement.sql();
    StatementGuard.judgeText(text);
    Classification classification = connection.chdb().classify(text);
    if (classification.statements() == 0 && classification.kind() == Classification.Kind.UNKNOWN) {
      explainSyntaxError(connection, text);
    }
    StatementGuard.judgeKind(statement, classification);
    if (readsOnly && classification.kind() != Classification.Kind.READ_ONLY) {
      throw EngineException.of(ErrorCode.READONLY, "Cannot execute query in readonly mode.");
    }
    if (classification.kind() == Classification.Kind.CONTROL) {
      connection.invalidate();
    }
  }

  /** The engine's own error message for the text: it formats the text and never runs it. */
  private static void explainSyntaxError(EngineConnection connection, String text)
      throws EngineException {
    String escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    var call = new Call("SELECT formatQuery({text:String})", "Null", Map.of("text", escaped));
    connection.chdb().query(call).close();
  }

  private void insert(EngineConnection connection, ParsedStatement.DataInsert insert)
      throws EngineException, IOException {
    String sql = insert.sql();
    if (!insert.hasSettings()) {
      sql += " SETTINGS " + EngineConnection.assignments(perInsert());
    }
    try (var rows = connection.chdb().insert(call(sql, insert.format()))) {
      byte[] first = source.firstData().getBytes(StandardCharsets.ISO_8859_1);
      boolean taken = rows.append(first, 0, first.length);
      byte[] buffer = new byte[128 * 1024];
      while (taken) {
        int count = source.moreData().readNBytes(buffer, 0, buffer.length);
        if (count == 0) {
          break;
        }
        taken = rows.append(buffer, 0, count);
      }
      answer.summary(rows.done(), System.nanoTime() - startedNanos);
    }
    answer.format(ResultFormat.of(request.defaultFormat()));
  }

  private Map<String, String> perInsert() throws EngineException {
    var settings = new LinkedHashMap<String, String>();
    Map<String, String> requested = request.settings();
    for (String name : PER_INSERT) {
      if (requested.containsKey(name)) {
        settings.put(name, requested.getOrDefault(name, ""));
      }
    }
    settings.put(RunningQueries.TAG, queryId);
    return settings;
  }

  private void select(EngineConnection connection, ParsedStatement.Select select)
      throws EngineException, IOException {
    ResultFormat format = format(select.format());
    boolean whole =
        !format.streams()
            || request.flag("wait_end_of_query")
            || select.hasTotals()
            || request.flag("extremes");
    if (whole) {
      sendWhole(connection, select.sql(), format);
    } else {
      sendInChunks(connection, select.sql(), format);
    }
  }

  private void other(EngineConnection connection, ParsedStatement.Other other)
      throws EngineException, IOException {
    boolean kill = other.startsWith("KILL", "QUERY");
    String sql = kill ? RunningQueries.rewriteKill(other) : other.sql();
    sendWhole(connection, sql, format(other.format()));
  }

  private ResultFormat format(Optional<String> inText) {
    return ResultFormat.of(inText.orElseGet(request::defaultFormat));
  }

  private void sendWhole(EngineConnection connection, String sql, ResultFormat format)
      throws EngineException, IOException {
    try (Chunk chunk = connection.chdb().query(call(sql, format.name()))) {
      answer.format(format);
      answer.summary(chunk.counts(), System.nanoTime() - startedNanos);
      answer.write(chunk, 0);
    }
  }

  private void sendInChunks(EngineConnection connection, String sql, ResultFormat format)
      throws EngineException, IOException {
    if (!sentRows(connection, sql, format)) {
      sendWhole(connection, sql, format);
    }
  }

  /**
   * Two chunks are fetched before the status is sent, so that early errors get their own status.
   *
   * @return false if there was no row, and so no chunk from which to measure the header of the
   *     format
   */
  private boolean sentRows(EngineConnection connection, String sql, ResultFormat format)
      throws EngineException, IOException {
    try (var rows = connection.chdb().stream(call(sql, format.name()));
        Chunk first = rows.next()) {
      if (first.length() == 0) {
        return false;
      }
      int header = format.headerBytes(first);
      Chunk next = rows.next();
      answer.format(format);
      answer.summary(ChdbLibrary.Counts.NONE, System.nanoTime() - startedNanos);
      answer.write(first, 0);
      sendRest(rows, next, header);
    }
    return true;
  }

  private void sendRest(ChdbLibrary.Rows rows, Chunk second, int header)
      throws EngineException, IOException {
    Chunk next = second;
    while (true) {
      try (Chunk chunk = next) {
        if (chunk.length() == 0) {
          return;
        }
        answer.write(chunk, header);
      }
      next = rows.next();
    }
  }

  private Call call(String sql, String format) {
    return new Call(sql, format, request.queryParameters());
  }
}
