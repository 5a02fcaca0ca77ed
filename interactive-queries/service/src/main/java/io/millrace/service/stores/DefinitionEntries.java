package io.millrace.service.stores;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.service.access.Caller;
import io.millrace.service.http.KeyText;
import io.millrace.service.tenants.ApiKey;
import io.millrace.service.tenants.Tenants;
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
 * tenant. Of a hash only the beginning is shown, enough to tell keys apart.
 */
@Singleton
final class DefinitionEntries {
  private static final int SHOWN_HASH = 12;

  private final LiveStores stores;
  private final Topics topics;

  DefinitionEntries(LiveStores stores, Topics topics) {
    this.stores = stores;
    this.topics = topics;
  }

  /** A definition, without what must stay secret. */
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
        .map(DefinitionEntries::entry)
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

  private static boolean sees(Caller caller, Definition definition) {
    return caller.tenant().equals(Tenants.OPERATOR) || caller.tenant().equals(tenant(definition));
  }

  private static String tenant(Definition definition) {
    return switch (definition.kind()) {
      case TENANT -> definition.name();
      case API_KEY -> ApiKey.parse(definition.body()).tenant();
      case ROLLUP, SEGMENT, CONNECTOR, ERASURE, WEBHOOK, CLUSTER, LAYOUT -> definition.tenant();
    };
  }

  private static StoreEntry entry(Definition definition) {
    String name =
        switch (definition.kind()) {
          case TENANT, ROLLUP, SEGMENT, CONNECTOR, WEBHOOK, CLUSTER, LAYOUT -> definition.name();
          case API_KEY, ERASURE ->
              definition.name().substring(0, Math.min(SHOWN_HASH, definition.name().length()));
        };
    return new StoreEntry(
        KeyText.of(List.of(definition.kind().wireName(), name)),
        new DefinitionView(
            definition.kind().wireName(),
            tenant(definition),
            definition.version(),
            Instant.ofEpochMilli(definition.updatedAt()).toString(),
            body(definition)));
  }

  /** A webhook's and the cluster's have the secret that is signed with. */
  private static String body(Definition definition) {
    return switch (definition.kind()) {
      case WEBHOOK, CLUSTER -> "{\"secret\":\"***\"}";
      case TENANT, API_KEY, ROLLUP, SEGMENT, CONNECTOR, ERASURE, LAYOUT -> definition.body();
    };
  }
}
