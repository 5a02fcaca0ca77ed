package io.millrace.state.activation;

import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.LocalStores;
import io.millrace.state.streams.StreamsHost;
import io.millrace.topologies.definition.Acknowledgement;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** What this instance's own tasks know of definitions. */
@Singleton
final class LocalAcknowledgements {
  private final StreamsHost streams;
  private final LocalStores stores;
  private final Topics topics;
  private final InstantSource clock;

  LocalAcknowledgements(
      StreamsHost streams, LocalStores stores, Topics topics, InstantSource clock) {
    this.streams = streams;
    this.stores = stores;
    this.topics = topics;
    this.clock = clock;
  }

  /** Throws a 503 while Streams is not running here. */
  Acknowledgement read(Map<DefinitionKey, Long> versions) {
    int partitions = streams.hosted().orThrow().layout().partitions();
    if (!streams.running()) {
      throw new FailureException(new Failure.NotReady("Kafka Streams is not running", 1));
    }
    Set<Integer> here = stores.allActive(StoreNames.VISITORS, partitions).keySet();
    boolean knowsAll =
        streams
            .read(
                StoreNames.DEFINITIONS, store -> Acknowledgement.knowsAll(store, topics, versions))
            .orThrow();
    return new Acknowledgement(knowsAll, clock.millis(), here);
  }
}
