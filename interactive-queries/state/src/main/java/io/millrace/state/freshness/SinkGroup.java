package io.millrace.state.freshness;

/** The consumer group of the connector that fills the warehouse. */
public final class SinkGroup {
  /** What the connector is named where Millrace registers it; Connect puts the prefix before. */
  public static final String CONNECTOR = "warehouse";

  static final String GROUP = "connect-" + CONNECTOR;

  private SinkGroup() {}
}
