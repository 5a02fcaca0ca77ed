package io.millrace.topologies.feature;

import io.millrace.serdes.topic.Output;
import io.millrace.serdes.visitor.VisitorKey;

/** What stages send on beside the event itself. */
public interface StageOutputs {
  /** Sends a value to one of the feature's outputs. */
  <V> void send(Output<V> output, VisitorKey key, V value);

  /** Counts something that is dropped, by tenant and reason. */
  void dropped(String tenant, String reason);
}
