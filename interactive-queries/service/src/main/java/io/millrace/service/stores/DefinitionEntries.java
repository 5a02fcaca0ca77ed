package io.millrace.service.stores;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.service.access.Caller;
import io.millrace.service.http.KeyText;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.definitions.DefinitionKinds;
import io.millrace.state.reads.LiveStores;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The definitions that a caller may see: the operator's admin keys see all, others those of their
 * tenant. What is shown of each is its kind's to say.
 */
@Singleton
final class DefinitionEntries {
  private final LiveStores stores;
  private final Topics topics;
  private final DefinitionKinds kinds;

  DefinitionEntries(LiveStores stores, Topics topics, DefinitionKinds kinds) {
    this.stores = stores;
    this.topics = topics;
    this.kinds = kinds;
  }

  /** A definition, without secrets. */
  @Schema(name = "Definition")
  record DefinitionView(
      String kind,
      String tenant,
      long version,
      String updated,
      @Schema(type = "object") @JsonRawValue String body) {}

  /** In the order of their keys. */
  List<StoreEntry> visibleTo(Caller caller) {
    List<Definition> all = stores.global(StoreNames.DEFINITIONS, this::read);
    return all.stream()
        .filter(definition -> sees(caller, definition))
        .map(this::entry)
        .sorted(Comparator.comparing(StoreEntry::key))
        .toList();
  }

  long approximateEntries() {
    return stores.global(StoreNames.DEFINITIONS, ReadOnlyKeyValueStore::approximateNumEntries);
  }

  private List<Definition> read(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    var read = topics.definitions().value().deserializer();
    var definitions = new ArrayList<Definition>();
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        definitions.add(read.deserialize(topics.definitions().name(), entries.next().value));
      }
    }
    return definitions;
  }

  private boolean sees(Caller caller, Definition definition) {
    return caller.tenant().equals(Tenants.OPERATOR)
        || kinds
            .of(definition)
            .filter(kind -> kind.tenant(definition).equals(caller.tenant()))
            .isPresent();
  }

  private StoreEntry entry(Definition definition) {
    return kinds
        .of(definition)
        .map(
            kind ->
                entry(
                    definition,
                    kind.displayName(definition),
                    kind.tenant(definition),
                    kind.redact(definition)))
        // What a later version keeps secret is not known here.
        .orElseGet(() -> entry(definition, definition.name(), definition.tenant(), "{}"));
  }

  private static StoreEntry entry(Definition definition, String name, String tenant, String body) {
    return new StoreEntry(
        KeyText.of(List.of(definition.kind(), name)),
        new DefinitionView(
            definition.kind(),
            tenant,
            definition.version(),
            Instant.ofEpochMilli(definition.updatedAt()).toString(),
            body));
  }
}
