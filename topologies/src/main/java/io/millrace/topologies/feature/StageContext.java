package io.millrace.topologies.feature;

import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What the stages of a task are made with.
 *
 * @param streams of the visitor node, whose children take what is forwarded
 * @param outputs takes what stages send on
 */
public record StageContext(
    TopologyContext topology, ProcessorContext<Object, Object> streams, StageOutputs outputs) {
  /** A store of the visitor node, with the type that it was built with. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // as ProcessorContext.getStateStore
  public <S extends StateStore> S store(String name) {
    return streams.getStateStore(name);
  }

  /** The wall clock of the task. */
  public InstantSource clock() {
    return () -> Instant.ofEpochMilli(streams.currentSystemTimeMs());
  }
}
