package io.millrace.engine;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The running queries, by the client's query id. The engine gives each query an id of its own and
 * accepts none; so the client's id travels in a setting without an effect here (there is no query
 * cache), and cancelling searches for that setting.
 */
final class RunningQueries {
  /** The setting that carries the client's query id. */
  static final String TAG = "query_cache_tag";

  private final Engine engine;
  private final ConcurrentHashMap<String, Running> running = new ConcurrentHashMap<>();

  RunningQueries(Engine engine) {
    this.engine = engine;
  }

  /** One query from admission to response. */
  record Running(String queryId, Peer peer, boolean cancelsWithPeer, long startedNanos) {}

  void add(Running query) throws EngineException {
    if (running.putIfAbsent(query.queryId(), query) != null) {
      throw EngineException.of(
          ErrorCode.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING,
          "Query with id = " + query.queryId() + " is already running");
    }
  }

  void remove(Running query) {
    running.remove(query.queryId(), query);
  }

  Iterable<Running> all() {
    return running.values();
  }

  void cancel(String queryId) {
    engine.kill("Settings['" + TAG + "'] = " + EngineConnection.literal(queryId));
  }

  /**
   * Rewrites a KILL QUERY by client ids to one on the tag, which never waits (see {@link
   * Engine#kill}).
   */
  static String rewriteKill(ParsedStatement.Other kill) {
    var sql = new StringBuilder(kill.sql());
    boolean waits = true;
    for (SqlToken token : kill.tokens().reversed()) {
      if (token.isName() && token.text().equals("query_id")) {
        sql.replace(token.start(), token.end(), "Settings['" + TAG + "']");
      } else if (token.isWord("SYNC")) {
        sql.replace(token.start(), token.end(), "ASYNC");
      }
      waits &= !token.isWord("SYNC") && !token.isWord("ASYNC") && !token.isWord("TEST");
    }
    return waits ? withAsync(sql.toString(), kill) : sql.toString();
  }

  private static String withAsync(String sql, ParsedStatement.Other kill) {
    return kill.format().isEmpty() && !sql.contains(";") ? sql + " ASYNC" : sql;
  }
}
