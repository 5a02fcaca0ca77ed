package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.session.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The visitor's latest sessions, by start. Older ones are in the overflow store and are read back
 * when a late event may belong to them.
 */
public final class SessionLog implements Section {
  /** Where it is in a record. */
  public static final SectionType<SessionLog> SECTION =
      new SectionType<>(3, SessionLog::read, SessionLog::new);

  public static final int MAX = 32;

  private final List<Session> sessions = new ArrayList<>();
  private long overflowUntil = Long.MIN_VALUE;
  private boolean changed;

  static SessionLog read(ByteReader in) {
    var log = new SessionLog();
    log.overflowUntil = in.readLongBigEndian();
    while (in.remaining() > 0) {
      log.sessions.add(readSession(in));
    }
    return log;
  }

  /** All sessions of this section, by start. */
  public List<Session> list() {
    return Collections.unmodifiableList(sessions);
  }

  /**
   * Whether the overflow store may hold a session that an event of this time, or a session that
   * starts then, belongs to.
   */
  public boolean mayReachOverflow(long occurredAt) {
    return overflowUntil != Long.MIN_VALUE && occurredAt - Session.GAP_MS <= overflowUntil;
  }

  /** Adds a session in the order of the starts. */
  public void add(Session session) {
    int place = sessions.size();
    while (place > 0 && sessions.get(place - 1).started() > session.started()) {
      place--;
    }
    sessions.add(place, session);
    changed = true;
  }

  /** Removes this session. */
  public void remove(Session session) {
    sessions.remove(session);
    changed = true;
  }

  /**
   * Removes and returns the oldest sessions beyond {@link #MAX}, which must move to the overflow
   * store.
   */
  public List<Session> takeOverflow() {
    if (sessions.size() <= MAX) {
      return List.of();
    }
    List<Session> oldest = sessions.subList(0, sessions.size() - MAX);
    List<Session> taken = List.copyOf(oldest);
    oldest.clear();
    for (Session session : taken) {
      overflowUntil = Math.max(overflowUntil, session.ended());
    }
    return taken;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeLongBigEndian(overflowUntil);
    for (Session session : sessions) {
      writeSession(session, out);
    }
  }

  /** Times are written as differences, which are small. */
  public static void writeSession(Session session, ByteWriter out) {
    out.writeZigzag(session.opened())
        .writeVarint(session.opened() - session.started())
        .writeVarint(session.ended() - session.opened())
        .writeVarint(session.events())
        .writeVarint(session.version());
  }

  /** Reads a session that {@link #writeSession} wrote. */
  public static Session readSession(ByteReader in) {
    long opened = in.readZigzag();
    long started = opened - in.readVarint();
    long ended = opened + in.readVarint();
    return new Session(opened, started, ended, in.readVarint(), in.readVarint());
  }

  @Override
  public boolean changed() {
    return changed;
  }
}
