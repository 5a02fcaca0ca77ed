package io.millrace.state.freshness;

/** The consumer group of the connector that fills the warehouse. */
public final class SinkGroup {
  /** The name of the connector; Connect adds a prefix for the group. */
  public static final String CONNECTOR = "warehouse";

  static final String GROUP = "connect-" + CONNECTOR;

  private SinkGroup() {}
}
