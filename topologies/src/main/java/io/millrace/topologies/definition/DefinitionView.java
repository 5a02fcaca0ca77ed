package io.millrace.topologies.definition;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.serdes.segment.Segments;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The definitions of a kind as a task sees them: read again from the global store when changed. */
public final class DefinitionView<T> {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionView.class);

  private final DefinitionChanges changes;
  private final Definition.Kind kind;
  private final BiFunction<List<Definition>, BiConsumer<Definition, Exception>, T> compile;
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
  private final Deserializer<Definition> deserializer;
  private long seen = -1;
  private List<Definition> definitions = List.of();
  private T compiled;

  private DefinitionView(
      DefinitionChanges changes,
      Definition.Kind kind,
      BiFunction<List<Definition>, BiConsumer<Definition, Exception>, T> compile,
      Topics topics,
      ProcessingContext context) {
    this.changes = changes;
    this.kind = kind;
    this.compile = compile;
    this.store = context.getStateStore(Stores.DEFINITIONS);
    this.deserializer = topics.definitions().value().deserializer();
    this.compiled = compile.apply(definitions, DefinitionView::unreadable);
  }

  public static DefinitionView<Rollups> ofRollups(
      DefinitionChanges changes, Topics topics, ProcessingContext context) {
    return new DefinitionView<>(changes, Definition.Kind.ROLLUP, Rollups::of, topics, context);
  }

  public static DefinitionView<Segments> ofSegments(
      DefinitionChanges changes, Topics topics, ProcessingContext context) {
    return new DefinitionView<>(changes, Definition.Kind.SEGMENT, Segments::of, topics, context);
  }

  /** What is defined now; the same object until a definition of the kind changes. */
  public T current() {
    long now = changes.count();
    if (now != seen) {
      List<Definition> read = read();
      if (!read.equals(definitions)) {
        compiled = compile.apply(read, DefinitionView::unreadable);
        definitions = read;
      }
      seen = now;
    }
    return compiled;
  }

  private List<Definition> read() {
    var read = new ArrayList<Definition>();
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.range(bytes(kind.word() + "/"), bytes(kind.word() + "0"))) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        read.add(deserializer.deserialize("", entry.value));
      }
    }
    return read;
  }

  private static void unreadable(Definition definition, Exception fault) {
    LOG.error("the definition {} cannot be read and does nothing", definition.key(), fault);
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
