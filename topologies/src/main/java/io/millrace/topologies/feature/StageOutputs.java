package io.millrace.topologies.feature;

import io.millrace.serdes.session.SessionChange;

/** What stages send on beside the event itself. */
public interface StageOutputs extends MembershipListener {
  void session(SessionChange change);

  /** Something that does not go on, counted by tenant and reason. */
  void dropped(String tenant, String reason);
}
