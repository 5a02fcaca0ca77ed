package io.millrace.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * A connection and the changes made to it. Settings are never reset: a connection with settings
 * that a request does not want is closed, so that nothing of one request can reach another.
 */
final class EngineConnection implements AutoCloseable {
  static final String DEFAULT_DATABASE = "default";

  private final ChdbLibrary.Connection connection;
  private Map<String, String> settings = Map.of();
  private String database = DEFAULT_DATABASE;
  private boolean spoilt;

  EngineConnection(ChdbLibrary.Connection connection) {
    this.connection = connection;
  }

  ChdbLibrary.Connection chdb() {
    return connection;
  }

  Map<String, String> settings() {
    return settings;
  }

  /** Excludes this connection from further requests. */
  void invalidate() {
    spoilt = true;
  }

  boolean isInvalid() {
    return spoilt;
  }

  void use(String name) throws EngineException {
    if (!name.equals(database)) {
      connection.run("USE `" + name.replace("\\", "\\\\").replace("`", "\\`") + "`");
      database = name;
    }
  }

  /**
   * Applies settings on a connection that has none yet. {@code readonly} goes last: it prevents
   * further changes.
   */
  void apply(Map<String, String> wanted) throws EngineException {
    if (settings.equals(wanted)) {
      return;
    }
    var others = new HashMap<>(wanted);
    String readonly = others.remove("readonly");
    spoilt = true;
    if (!others.isEmpty()) {
      connection.run(set(others));
    }
    if (readonly != null) {
      connection.run("SET readonly = " + literal(readonly));
    }
    spoilt = "1".equals(readonly);
    settings = Map.copyOf(wanted);
  }

  /**
   * After an error the engine keeps the query in its process list until the connection runs another
   * one.
   */
  void flushFailedQuery() {
    try {
      connection.run("SELECT 1");
    } catch (EngineException e) {
      spoilt = true;
    }
  }

  static String set(Map<String, String> settings) throws EngineException {
    return "SET " + assignments(settings);
  }

  /** {@code `a` = '1', `b` = '2'}. */
  static String assignments(Map<String, String> settings) throws EngineException {
    var text = new StringBuilder();
    for (var setting : settings.entrySet()) {
      if (!setting.getKey().matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw EngineException.of(
            ErrorCode.UNKNOWN_SETTING, "Unknown setting '" + setting.getKey() + "'");
      }
      text.append(text.isEmpty() ? "" : ", ");
      text.append(setting.getKey()).append(" = ").append(literal(setting.getValue()));
    }
    return text.toString();
  }

  static String literal(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public void close() {
    connection.close();
  }
}
