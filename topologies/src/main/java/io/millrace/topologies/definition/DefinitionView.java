package io.millrace.topologies.definition;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions of a kind as seen by a task: read again from the global store when they change.
 */
public final class DefinitionView<T> {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionView.class);

  private final DefinitionChanges changes;
  private final DefinitionKind<?> kind;
  private final Compile<T> compile;
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
  private final Deserializer<Definition> deserializer;
  private long seen = -1;
  private Map<Bytes, Known> known = Map.of();
  private List<Definition> definitions = List.of();
  private T compiled;

  /** Derives the next value from the previous one. */
  public interface Compile<T> {
    /**
     * The next value.
     *
     * @param definitions all of the kind
     * @param unreadable is called with those that cannot be parsed
     */
    T next(T before, List<Definition> definitions, BiConsumer<Definition, Exception> unreadable);
  }

  @SuppressWarnings("ArrayRecordComponent") // As in the store; never modified.
  private record Known(byte[] bytes, Definition definition) {}

  /**
   * The definitions of a kind.
   *
   * @param none what there is while nothing is defined
   */
  public DefinitionView(
      DefinitionChanges changes,
      DefinitionKind<?> kind,
      T none,
      Compile<T> compile,
      Topics topics,
      ProcessingContext context) {
    this.changes = changes;
    this.kind = kind;
    this.compile = compile;
    this.store = context.getStateStore(StoreNames.DEFINITIONS);
    this.deserializer = topics.definitions().value().deserializer();
    this.compiled = compile.next(none, definitions, DefinitionView::unreadable);
  }

  public static DefinitionView<Rollups> ofRollups(
      DefinitionChanges changes, Topics topics, ProcessingContext context) {
    return new DefinitionView<>(
        changes,
        RollupKind.INSTANCE,
        Rollups.NONE_DEFINED,
        (_, all, unreadable) -> Rollups.of(all, unreadable),
        topics,
        context);
  }

  /** The current value; the same object until a definition of the kind changes. */
  public T current() {
    long now = changes.count();
    if (now != seen || DefinitionChanges.isUnderWay(now)) {
      List<Definition> read = read();
      if (!read.equals(definitions)) {
        compiled = compile.next(compiled, read, DefinitionView::unreadable);
        definitions = read;
      }
      seen = now;
    }
    return compiled;
  }

  /**
   * Definitions with the same bytes as before are not decoded again: usually a single one changes.
   */
  private List<Definition> read() {
    var read = new LinkedHashMap<Bytes, Known>();
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.range(bytes(kind.wireName() + "/"), bytes(kind.wireName() + "0"))) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        Known before = known.get(entry.key);
        read.put(
            entry.key,
            before != null && Arrays.equals(before.bytes, entry.value)
                ? before
                : new Known(entry.value, deserializer.deserialize("", entry.value)));
      }
    }
    known = read;
    return read.values().stream().map(Known::definition).toList();
  }

  private static void unreadable(Definition definition, Exception fault) {
    LOG.error("the definition {} cannot be parsed and is ignored", definition.key(), fault);
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
