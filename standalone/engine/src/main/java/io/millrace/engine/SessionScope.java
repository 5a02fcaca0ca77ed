package io.millrace.engine;

import io.millrace.engine.ChdbLibrary.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Changes by one request on a session: the settings and database of its URL. They are undone
 * afterwards, since only SET and USE have a lasting effect on a session.
 */
final class SessionScope {
  private final ChdbLibrary.Connection connection;
  private final Map<String, String> before = new LinkedHashMap<>();
  private Optional<String> databaseBefore = Optional.empty();

  SessionScope(ChdbLibrary.Connection connection) {
    this.connection = connection;
  }

  void apply(Map<String, String> settings, Optional<String> database) throws EngineException {
    for (String name : settings.keySet()) {
      before.put(
          name, answer("SELECT toString(getSetting(" + EngineConnection.literal(name) + "))"));
    }
    if (!settings.isEmpty()) {
      connection.run(EngineConnection.set(settings));
    }
    if (database.isPresent()) {
      databaseBefore = Optional.of(answer("SELECT currentDatabase()"));
      use(database.get());
    }
  }

  void restore() throws EngineException {
    if (!before.isEmpty()) {
      connection.run(EngineConnection.set(before));
    }
    if (databaseBefore.isPresent()) {
      use(databaseBefore.get());
    }
  }

  private void use(String database) throws EngineException {
    connection.run("USE `" + database.replace("\\", "\\\\").replace("`", "\\`") + "`");
  }

  private String answer(String sql) throws EngineException {
    try (var chunk = connection.query(new Call(sql, "RawBLOB"))) {
      return chunk.text();
    }
  }
}
