package io.millrace.state.freshness;

import io.millrace.serdes.topic.KafkaNames;

/** The consumer group of the connector that fills the warehouse. */
public final class SinkGroup {
  /** What the connector is named where Millrace registers it. */
  public static final String CONNECTOR = "warehouse";

  static final String GROUP = KafkaNames.sinkGroup(CONNECTOR);

  private SinkGroup() {}
}
