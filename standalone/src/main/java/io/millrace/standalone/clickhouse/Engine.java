package io.millrace.standalone.clickhouse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The open engine and its connections. A query leases a connection for itself; how many run at once
 * and how many may wait are bounded. Every connection must be closed before the process ends, which
 * is why all of them are known here.
 */
final class Engine implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 16;

  private final ChdbLibrary library;
  private final List<String> arguments;
  private final Limits limits;
  private final Semaphore permits;
  private final ArrayDeque<EngineConnection> idle = new ArrayDeque<>();
  private final Set<EngineConnection> open = new HashSet<>();
  private final EngineConnection control;
  private final String timezone;
  private boolean closed;

  private Engine(ChdbLibrary library, List<String> arguments, Limits limits)
      throws EngineException {
    this.library = library;
    this.arguments = arguments;
    this.limits = limits;
    this.permits = new Semaphore(limits.running(), true);
    this.control = new EngineConnection(library.connect(arguments));
    this.timezone = answer("SELECT timezone()");
  }

  /**
   * Opens the data below {@code home}.
   *
   * @throws EngineException when another process has it open, or its files are broken
   */
  static Engine open(ChdbLibrary library, Path home, long memoryBytes, Limits limits)
      throws EngineException, IOException {
    return new Engine(library, EngineFiles.write(home, memoryBytes), limits);
  }

  private String answer(String sql) throws EngineException {
    try (var chunk = control.chdb().query(new ChdbLibrary.Call(sql, "TSV"))) {
      return chunk.text().strip();
    }
  }

  String timezone() {
    return timezone;
  }

  /** Waits for its turn. */
  void enter() throws EngineException {
    boolean entered = permits.tryAcquire();
    if (!entered && permits.getQueueLength() < limits.waiting()) {
      try {
        entered = permits.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!entered) {
      throw EngineException.of(
          ErrorCode.TOO_MANY_SIMULTANEOUS_QUERIES,
          "Too many simultaneous queries: "
              + limits.running()
              + " run and up to "
              + limits.waiting()
              + " wait for at most "
              + limits.patience()
              + "; try again later");
    }
  }

  void leave() {
    permits.release();
  }

  /** A connection with exactly these settings and no others. */
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

  /** A connection of its own, to be given back by {@link #close(EngineConnection)}. */
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
      if (!connection.isSpoilt() && !closed) {
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
    boolean quiet = awaitQuiet(deadline);
    synchronized (this) {
      idle.forEach(connection -> close(connection));
      idle.clear();
    }
    control.close();
    return quiet;
  }

  private boolean awaitQuiet(Duration deadline) {
    try {
      return permits.tryAcquire(limits.running(), deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    shutDown(Duration.ofSeconds(5));
  }
}
