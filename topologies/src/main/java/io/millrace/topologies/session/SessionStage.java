package io.millrace.topologies.session;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.IdentityLink;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageOutputs;
import java.util.List;

/**
 * Adds the event to the session within the gap, opens one if there is none, and merges two that it
 * connects. Sessions depend on event times only, so the order of arrival does not matter.
 */
final class SessionStage implements Stage {
  private final StageOutputs outputs;

  SessionStage(StageOutputs outputs) {
    this.outputs = outputs;
  }

  @Override
  public Event apply(Event event, VisitorRecord visitor) {
    SessionLog log = visitor.sessions();
    Session joined = null;
    for (Session session : List.copyOf(log.list())) {
      if (session.reaches(event.occurredAt())) {
        joined = joined == null ? take(session, event, log) : merge(joined, session, event, log);
      }
    }
    Session changed = joined == null ? Session.open(event.occurredAt()) : joined;
    log.add(changed);
    send(new SessionChange(event.tenant(), event.visitor(), changed, false));
    return event;
  }

  @Override
  public void absorb(VisitorRecord visitor, VisitorRecord other, IdentityLink link) {
    for (Session session : other.sessions().list()) {
      absorb(session, visitor.sessions(), link);
    }
  }

  @Override
  public void forget(VisitorKey key, VisitorRecord visitor) {
    for (Session session : visitor.sessions().list()) {
      send(new SessionChange(key.tenant(), key.visitor(), session.next(), true));
    }
  }

  /** The visitor's own earliest session that it reaches stays, else the session changes hands. */
  private void absorb(Session taken, SessionLog log, IdentityLink link) {
    String tenant = link.root().tenant();
    String visitor = link.root().visitor();
    Session joined = null;
    for (Session session : List.copyOf(log.list())) {
      if (session.reaches(taken)) {
        log.remove(session);
        if (joined == null) {
          joined = session;
        } else {
          send(new SessionChange(tenant, visitor, session.next(), true));
          joined = joined.absorb(session);
        }
      }
    }
    Session changed = joined == null ? taken.next() : joined.absorb(taken);
    log.add(changed);
    if (!link.origin().equals(visitor) || changed.opened() != taken.opened()) {
      send(new SessionChange(tenant, link.origin(), taken.next(), true));
    }
    send(new SessionChange(tenant, visitor, changed, false));
  }

  private static Session take(Session session, Event event, SessionLog log) {
    log.remove(session);
    return session.with(event.occurredAt());
  }

  /** The earlier session stays; the later one's row is taken back. */
  private Session merge(Session earlier, Session later, Event event, SessionLog log) {
    log.remove(later);
    send(new SessionChange(event.tenant(), event.visitor(), later.next(), true));
    return earlier.absorb(later);
  }

  private void send(SessionChange change) {
    outputs.send(Outputs.SESSIONS, new VisitorKey(change.tenant(), change.visitor()), change);
  }
}
