package io.millrace.serdes.session;

/**
 * One version of one session, as in the topic and the table of sessions.
 *
 * @param deleted whether the session was merged into another one
 */
public record SessionChange(String tenant, String visitor, Session session, boolean deleted) {}
