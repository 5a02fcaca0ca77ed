package io.millrace.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The open engine and its connections. A query leases a connection exclusively; the numbers of
 * running and waiting queries are bounded. Every connection must be closed before the process ends,
 * which is why all of them are tracked here.
 */
final class Engine implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 16;

  private final ChdbLibrary library;
  private final List<String> arguments;
  private final Admission admission;
  private final ArrayDeque<EngineConnection> idle = new ArrayDeque<>();
  private final Set<EngineConnection> open = new HashSet<>();
  private final EngineConnection control;
  private final String timezone;
  private boolean closed;

  private Engine(ChdbLibrary library, List<String> arguments, GatewayLimits limits)
      throws EngineException {
    this.library = library;
    this.arguments = arguments;
    this.admission = new Admission(limits);
    this.control = new EngineConnection(library.connect(arguments));
    this.timezone = answer("SELECT timezone()");
  }

  /**
   * Opens the data below {@code home}.
   *
   * @throws EngineException if another process has it open, or its files are corrupt
   */
  static Engine open(ChdbLibrary library, Path home, long memoryBytes, GatewayLimits limits)
      throws EngineException, IOException {
    return new Engine(library, EngineFiles.write(home, memoryBytes), limits);
  }

  private String answer(String sql) throws EngineException {
    try (var chunk = control.chdb().query(new ChdbLibrary.Call(sql, "TSV"))) {
      return chunk.text().strip();
    }
  }

  Admission admission() {
    return admission;
  }

  String timezone() {
    return timezone;
  }

  /** A connection with exactly these settings. */
  EngineConnection lease(Map<String, String> settings) throws EngineException {
    EngineConnection connection = takeIdle(settings);
    if (connection == null) {
      connection = connect();
    }
    try {
      connection.apply(settings);
      return connection;
    } catch (EngineException e) {
      close(connection);
      throw e;
    }
  }

  private synchronized @org.jspecify.annotations.Nullable EngineConnection takeIdle(
      Map<String, String> settings) {
    EngineConnection fresh = null;
    for (EngineConnection candidate : idle) {
      if (candidate.settings().equals(settings)) {
        idle.remove(candidate);
        return candidate;
      }
      if (candidate.settings().isEmpty()) {
        fresh = candidate;
      }
    }
    if (fresh != null) {
      idle.remove(fresh);
    }
    return fresh;
  }

  /** A dedicated connection, to be returned by {@link #close(EngineConnection)}. */
  EngineConnection connect() throws EngineException {
    synchronized (this) {
      if (closed) {
        throw EngineException.of(ErrorCode.ABORTED, "The server is shutting down");
      }
    }
    var connection = new EngineConnection(library.connect(arguments));
    synchronized (this) {
      open.add(connection);
    }
    return connection;
  }

  void giveBack(EngineConnection connection) {
    EngineConnection surplus = connection;
    synchronized (this) {
      if (!connection.isInvalid() && !closed) {
        idle.addFirst(connection);
        surplus = idle.size() > IDLE_CONNECTIONS ? idle.removeLast() : null;
      }
    }
    if (surplus != null) {
      close(surplus);
    }
  }

  void close(EngineConnection connection) {
    synchronized (this) {
      open.remove(connection);
    }
    connection.close();
  }

  /**
   * Cancels by a condition on {@code system.processes}. Never waits: a waiting KILL hangs when the
   * query has ended but its connection has not run another one.
   */
  void kill(String condition) {
    synchronized (control) {
      try {
        control.chdb().run("KILL QUERY WHERE " + condition + " ASYNC");
      } catch (EngineException e) {
        System.getLogger(Engine.class.getName()).log(System.Logger.Level.WARNING, e.text());
      }
    }
  }

  /**
   * Cancels all queries, waits for them, closes every connection.
   *
   * @return whether all were closed; if not, the process must end without static destructors
   */
  boolean shutDown(Duration deadline) {
    synchronized (this) {
      closed = true;
    }
    kill("1");
    boolean quiet = admission.close(deadline);
    synchronized (this) {
      idle.forEach(connection -> close(connection));
      idle.clear();
    }
    control.close();
    return quiet;
  }

  @Override
  public void close() {
    shutDown(Duration.ofSeconds(5));
  }
}
