package io.millrace.topologies.visitor;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.serdes.visitor.VisitorRecord;
import java.util.List;

/**
 * Puts the event into the session that it reaches, opens one where there is none, and merges two
 * that it bridges. Sessions follow event times alone, so the order of arrival does not matter.
 */
public final class SessionStage implements Stage {
  @Override
  public Event apply(Event event, VisitorRecord visitor, Emissions emissions) {
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

  private static Session take(Session session, Event event, SessionLog log) {
    log.remove(session);
    return session.with(event.occurredAt());
  }

  /** The earlier session stays; the later one's row is taken back. */
  private static Session merge(
      Session earlier, Session later, Event event, SessionLog log, Emissions emissions) {
    log.remove(later);
    var gone =
        new Session(
            later.opened(), later.started(), later.ended(), later.events(), later.version() + 1);
    emissions.session(new SessionChange(event.tenant(), event.visitor(), gone, true));
    return earlier.absorb(later);
  }
}
