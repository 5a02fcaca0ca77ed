package io.millrace.service.visitors;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.visitor.TraitValue;
import io.millrace.serdes.visitor.VisitorRecord;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A visitor. All times are event times, except {@code now}: the wall clock against which a session
 * counts as open.
 */
@Schema(name = "Visitor")
@JsonInclude(value = JsonInclude.Include.NON_NULL, content = JsonInclude.Include.ALWAYS)
public record VisitorView(
    @Schema(description = "The canonical id of the visitor.") String visitor,
    @Schema(description = "The visitor's other names: devices before they were identified.")
        List<String> aliases,
    @Schema(description = "Only in the store: the canonical id to which this alias points.")
        @Nullable String aliasOf,
    @Schema(description = "Strings, numbers and booleans set by identify events.")
        Map<String, Object> traits,
    @Schema(
            description = "Event time of the earliest event; absent if no longer retained.",
            format = "date-time")
        @Nullable String firstSeen,
    @Schema(description = "Event time of the latest event.", format = "date-time")
        @Nullable String lastSeen,
    @Schema(description = "The session whose latest event is at most 30 minutes before now.")
        @Nullable SessionView openSession,
    @Schema(description = "The latest sessions, newest first, the open one included.")
        List<SessionView> recentSessions,
    @Schema(description = "The wall clock of the service at this answer.", format = "date-time")
        String now) {

  /**
   * A session.
   *
   * @param opened event time of the event that first opened it: its identity
   * @param started event time of its earliest event
   * @param ended event time of its latest event
   */
  @Schema(name = "Session")
  public record SessionView(
      String opened, String started, String ended, long events, long version) {
    /** The view of a session, with times in ISO 8601. */
    public static SessionView of(Session session) {
      return new SessionView(
          IsoTime.text(session.opened()),
          IsoTime.text(session.started()),
          IsoTime.text(session.ended()),
          session.events(),
          session.version());
    }
  }

  /** The view of a record as of this wall clock time, epoch milliseconds. */
  public static VisitorView of(String visitor, VisitorRecord record, long nowMs) {
    List<Session> sessions = record.sessions().list();
    return new VisitorView(
        visitor,
        List.copyOf(record.identity().aliases()),
        record.aliasOf().isEmpty() ? null : record.aliasOf(),
        traits(record),
        hasAllSessions(record) && !sessions.isEmpty()
            ? IsoTime.text(sessions.getFirst().started())
            : null,
        sessions.isEmpty() ? null : IsoTime.text(sessions.getLast().ended()),
        openSession(sessions, nowMs),
        sessions.reversed().stream().map(SessionView::of).toList(),
        IsoTime.text(nowMs));
  }

  private static Map<String, Object> traits(VisitorRecord record) {
    var traits = new LinkedHashMap<String, Object>();
    record.traits().all().forEach((name, trait) -> traits.put(name, value(trait.value())));
    return traits;
  }

  private static Object value(TraitValue value) {
    return switch (value) {
      case TraitValue.Text(var text) -> text;
      case TraitValue.Numeric(var number) -> number;
      case TraitValue.Flag(var flag) -> flag;
    };
  }

  /** Sessions that were moved out of the record are older than all that are in it. */
  private static boolean hasAllSessions(VisitorRecord record) {
    return !record.sessions().mayReachOverflow(Long.MIN_VALUE + Session.GAP_MS);
  }

  private static @Nullable SessionView openSession(List<Session> sessions, long nowMs) {
    return sessions.isEmpty() || nowMs - sessions.getLast().ended() > Session.GAP_MS
        ? null
        : SessionView.of(sessions.getLast());
  }
}
