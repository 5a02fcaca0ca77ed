package io.millrace.interactivequeries.status;

/** The consumer group of the connector that fills the warehouse. */
final class SinkGroup {
  /** What the connector is named where Millrace registers it; Connect puts the prefix before. */
  static final String CONNECTOR = "warehouse";

  static final String GROUP = "connect-" + CONNECTOR;

  private SinkGroup() {}
}
