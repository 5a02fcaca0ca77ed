package io.millrace.topologies.session;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
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
public final class SessionStage implements Stage {
  @Override
  public Event apply(Event event, VisitorRecord visitor, StageOutputs emissions) {
    SessionLog log = visitor.sessions();
    Session joined = null;
    for (Session session : List.copyOf(log.list())) {
      if (session.reaches(event.occurredAt())) {
        joined =
            joined == null
                ? take(session, event, log)
                : merge(joined, session, event, log, emissions);
      }
    }
    Session changed = joined == null ? Session.open(event.occurredAt()) : joined;
    log.add(changed);
    emissions.session(new SessionChange(event.tenant(), event.visitor(), changed, false));
    return event;
  }

  @Override
  public void absorb(
      VisitorRecord visitor, VisitorRecord other, IdentityLink tie, StageOutputs emissions) {
    for (Session session : other.sessions().list()) {
      absorb(session, visitor.sessions(), tie, emissions);
    }
  }

  @Override
  public void forget(VisitorKey key, VisitorRecord visitor, StageOutputs emissions) {
    for (Session session : visitor.sessions().list()) {
      emissions.session(new SessionChange(key.tenant(), key.visitor(), session.next(), true));
    }
  }

  /** The visitor's own earliest session within the gap stays, otherwise the session is moved. */
  private static void absorb(
      Session taken, SessionLog log, IdentityLink tie, StageOutputs emissions) {
    String tenant = tie.root().tenant();
    String visitor = tie.root().visitor();
    Session joined = null;
    for (Session session : List.copyOf(log.list())) {
      if (session.reaches(taken)) {
        log.remove(session);
        if (joined == null) {
          joined = session;
        } else {
          emissions.session(new SessionChange(tenant, visitor, session.next(), true));
          joined = joined.absorb(session);
        }
      }
    }
    Session changed = joined == null ? taken.next() : joined.absorb(taken);
    log.add(changed);
    if (!tie.origin().equals(visitor) || changed.opened() != taken.opened()) {
      emissions.session(new SessionChange(tenant, tie.origin(), taken.next(), true));
    }
    emissions.session(new SessionChange(tenant, visitor, changed, false));
  }

  private static Session take(Session session, Event event, SessionLog log) {
    log.remove(session);
    return session.with(event.occurredAt());
  }

  /** The earlier session stays; the row of the later one is deleted. */
  private static Session merge(
      Session earlier, Session later, Event event, SessionLog log, StageOutputs emissions) {
    log.remove(later);
    emissions.session(new SessionChange(event.tenant(), event.visitor(), later.next(), true));
    return earlier.absorb(later);
  }
}
