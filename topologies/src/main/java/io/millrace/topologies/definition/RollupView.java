package io.millrace.topologies.definition;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rollups as a task sees them: read again from the global store after each change. */
public final class RollupView {
  private static final Logger LOG = LoggerFactory.getLogger(RollupView.class);

  private final DefinitionChanges changes;
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
  private final Deserializer<Definition> deserializer;
  private long seen = -1;
  private Rollups rollups = Rollups.NONE_DEFINED;

  public RollupView(DefinitionChanges changes, Topics topics, ProcessingContext context) {
    this.changes = changes;
    this.store = context.getStateStore(Stores.DEFINITIONS);
    this.deserializer = topics.definitions().value().deserializer();
  }

  /** What is defined now. */
  public Rollups current() {
    long now = changes.count();
    if (now != seen) {
      rollups = read();
      seen = now;
    }
    return rollups;
  }

  private Rollups read() {
    var definitions = new ArrayList<Definition>();
    String prefix = Definition.Kind.ROLLUP.word();
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.range(bytes(prefix + "/"), bytes(prefix + "0"))) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        definitions.add(deserializer.deserialize("", entry.value));
      }
    }
    return Rollups.of(
        definitions,
        (definition, fault) ->
            LOG.error("the rollup {} cannot be read and counts nothing", definition.key(), fault));
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
