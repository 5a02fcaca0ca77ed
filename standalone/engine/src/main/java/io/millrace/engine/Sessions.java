package io.millrace.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Named sessions: a connection kept between requests, with its temporary tables and settings, until
 * its idle timeout. One request at a time, as on a server.
 */
final class Sessions {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private final Engine engine;
  private final int ceiling;
  private final Map<String, Session> sessions = new HashMap<>();

  Sessions(Engine engine, int ceiling) {
    this.engine = engine;
    this.ceiling = ceiling;
  }

  /** A leased session. */
  static final class Session {
    final String id;
    final EngineConnection connection;
    private boolean busy = true;
    private long expiresAtNanos;

    private Session(String id, EngineConnection connection) {
      this.id = id;
      this.connection = connection;
    }
  }

  synchronized Session lease(String id, boolean mustExist) throws EngineException {
    expire();
    Session session = sessions.get(id);
    if (session == null) {
      return create(id, mustExist);
    }
    if (session.busy) {
      throw EngineException.of(
          ErrorCode.SESSION_IS_LOCKED, "Session " + id + " is locked by a concurrent client");
    }
    session.busy = true;
    return session;
  }

  private Session create(String id, boolean mustExist) throws EngineException {
    if (mustExist) {
      throw EngineException.of(ErrorCode.SESSION_NOT_FOUND, "Session " + id + " not found");
    }
    if (sessions.size() >= ceiling) {
      throw EngineException.of(
          ErrorCode.TOO_MANY_SIMULTANEOUS_QUERIES,
          "There are " + ceiling + " sessions open already, which is the limit");
    }
    var session = new Session(id, engine.connect());
    sessions.put(id, session);
    return session;
  }

  synchronized void giveBack(Session session, Duration timeout) {
    session.busy = false;
    session.expiresAtNanos = System.nanoTime() + timeout.toNanos();
  }

  synchronized void end(Session session) {
    sessions.remove(session.id);
    engine.close(session.connection);
  }

  /** Closes sessions beyond their idle timeout. */
  synchronized void expire() {
    long now = System.nanoTime();
    Iterator<Session> all = sessions.values().iterator();
    while (all.hasNext()) {
      Session session = all.next();
      if (!session.busy && session.expiresAtNanos - now < 0) {
        all.remove();
        engine.close(session.connection);
      }
    }
  }

  /** Closes all sessions that no request uses. */
  synchronized void close() {
    sessions
        .values()
        .removeIf(
            session -> {
              if (!session.busy) {
                engine.close(session.connection);
              }
              return !session.busy;
            });
  }
}
