package io.millrace.service.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serdes.topic.KeyPartitioner;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.access.Caller;
import io.millrace.service.stores.StoreCatalogue.Definitions;
import io.millrace.service.stores.StoreCatalogue.Partitioned;
import io.millrace.service.stores.StoreCatalogue.Unreadable;
import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.LiveStores;
import io.millrace.state.reads.MergedRange;
import io.millrace.state.reads.ReadContext;
import io.millrace.state.reads.ReadSources.MissingPartition;
import io.millrace.state.reads.SignedTokens;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads entries and ranges of the caller's tenant. */
@Singleton
final class StoreReads {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;

  private final StoreCatalogue catalogue;
  private final LiveStores stores;
  private final DefinitionEntries definitions;
  private final SignedTokens tokens;

  StoreReads(
      StoreCatalogue catalogue,
      LiveStores stores,
      DefinitionEntries definitions,
      SignedTokens tokens) {
    this.catalogue = catalogue;
    this.stores = stores;
    this.definitions = definitions;
    this.tokens = tokens;
  }

  /**
   * A range of a store.
   *
   * @param from the first key, or {@code ""}
   * @param to the exclusive end, or {@code ""}
   * @param cursor of the previous page, or {@code ""}
   */
  record Range(String from, String to, long limit, String cursor) {
    Range {
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new FailureException(
            new Failure.Invalid(
                "limit must be 1 to %d, but was %d".formatted(MAX_LIMIT, limit), "limit"));
      }
    }
  }

  /**
   * Entries in the order of the store.
   *
   * @param cursor of the next page; null on the last
   * @param missingPartitions the partitions that the page lacks, if it may be partial; absent if
   *     none
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "StorePage")
  record Page(
      List<StoreEntry> entries,
      @Nullable String cursor,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MissingPartition> missingPartitions) {
    static Page of(List<StoreEntry> entries, @Nullable String cursor) {
      return new Page(entries, cursor, ReadContext.current().served().missing());
    }
  }

  /**
   * Entries by their keys.
   *
   * @param missing the keys without an entry
   */
  @Schema(name = "StoreEntries")
  record Entries(List<StoreEntry> entries, List<String> missing) {}

  /** Reads many entries, with one request to each instance. */
  Entries entries(Caller caller, String store, List<String> keys) {
    if (keys.isEmpty() || keys.size() > MAX_LIMIT) {
      throw new FailureException(
          new Failure.Invalid(
              "keys must be 1 to %d, but were %d".formatted(MAX_LIMIT, keys.size()), "keys"));
    }
    return switch (catalogue.named(store)) {
      case Partitioned partitioned -> find(partitioned, caller.tenant(), keys);
      case Definitions _ ->
          chosen(
              keys,
              key -> visible(caller).stream().filter(entry -> entry.key().equals(key)).findFirst());
      case Unreadable unreadable -> throw unreadable(unreadable);
    };
  }

  private Entries find(Partitioned store, String tenant, List<String> keys) {
    return read(
        store,
        tenant,
        partitions -> {
          var open = new LinkedHashMap<String, MergedRange>();
          try {
            for (String key : keys) {
              if (!open.containsKey(key)) {
                Bytes start = Bytes.wrap(store.codec().keyStart(tenant, key));
                open.put(key, MergedRange.of(partitions.apply(key), start, StoreCodec.end(tenant)));
              }
            }
            return chosen(
                List.copyOf(open.keySet()),
                key -> found(store, tenant, key, requireNonNull(open.get(key))));
          } finally {
            open.values().forEach(MergedRange::close);
          }
        });
  }

  /** Passes the partitions that an entry may be in to the reader, by the text of its key. */
  private <T> T read(
      Partitioned store,
      String tenant,
      Function<Function<String, List<ReadOnlyKeyValueStore<Bytes, byte[]>>>, T> reader) {
    return stores.all(
        store.name(),
        all ->
            reader.apply(
                key ->
                    store
                        .codec()
                        .partitionKey(tenant, key)
                        .map(owner -> List.of(all.get(KeyPartitioner.partition(owner, all.size()))))
                        .orElse(all)));
  }

  private static Entries chosen(List<String> keys, Function<String, Optional<StoreEntry>> find) {
    var entries = new ArrayList<StoreEntry>();
    var missing = new ArrayList<String>();
    for (String key : keys) {
      find.apply(key).ifPresentOrElse(entries::add, () -> missing.add(key));
    }
    return new Entries(entries, missing);
  }

  StoreEntry entry(Caller caller, String store, String key) {
    Optional<StoreEntry> found =
        switch (catalogue.named(store)) {
          case Partitioned partitioned -> find(partitioned, caller.tenant(), key);
          case Definitions _ ->
              visible(caller).stream().filter(entry -> entry.key().equals(key)).findFirst();
          case Unreadable unreadable -> throw unreadable(unreadable);
        };
    return found.orElseThrow(
        () -> new FailureException(new Failure.UnknownName("key", key, List.of())));
  }

  Page range(Caller caller, String store, Range range) {
    return switch (catalogue.named(store)) {
      case Partitioned partitioned -> page(partitioned, caller.tenant(), range);
      case Definitions definitions ->
          page(caller.tenant(), definitions.name(), visible(caller), range);
      case Unreadable unreadable -> throw unreadable(unreadable);
    };
  }

  private Optional<StoreEntry> find(Partitioned store, String tenant, String key) {
    Bytes start = Bytes.wrap(store.codec().keyStart(tenant, key));
    return read(
        store,
        tenant,
        partitions -> {
          try (var records = MergedRange.of(partitions.apply(key), start, StoreCodec.end(tenant))) {
            return found(store, tenant, key, records);
          }
        });
  }

  /** The entry of a key, if a range from there starts with it. */
  private static Optional<StoreEntry> found(
      Partitioned store, String tenant, String key, MergedRange records) {
    if (records.peek() == null) {
      return Optional.empty();
    }
    byte[] start = store.codec().keyStart(tenant, key);
    return Optional.of(store.codec().next(records))
        .filter(entry -> Arrays.equals(store.codec().keyStart(tenant, entry.key()), start));
  }

  private Page page(Partitioned store, String tenant, Range range) {
    byte[] prefix = VisitorKey.tenantPrefix(tenant);
    Bytes start =
        Bytes.wrap(
            range.cursor().isEmpty()
                ? store.codec().keyStart(tenant, range.from())
                : resume(prefix, tokens.cursor(tenant, store.name(), range.cursor())));
    Bytes end =
        range.to().isEmpty()
            ? StoreCodec.end(tenant)
            : Bytes.wrap(store.codec().keyStart(tenant, range.to()));
    return stores.ranges(
        store.name(),
        partitions -> {
          try (var records = MergedRange.of(partitions, start, end)) {
            return page(store, tenant, records, (int) range.limit());
          }
        });
  }

  private Page page(Partitioned store, String tenant, MergedRange records, int limit) {
    var entries = new ArrayList<StoreEntry>();
    byte[] next = records.peek();
    while (next != null && entries.size() < limit) {
      entries.add(store.codec().next(records));
      next = records.peek();
    }
    if (next == null) {
      return Page.of(entries, null);
    }
    byte[] rest = Arrays.copyOfRange(next, VisitorKey.tenantPrefix(tenant).length, next.length);
    return Page.of(entries, tokens.cursor(tenant, store.name(), rest));
  }

  private Page page(String tenant, String store, List<StoreEntry> all, Range range) {
    String start =
        range.cursor().isEmpty()
            ? range.from()
            : new String(tokens.cursor(tenant, store, range.cursor()), UTF_8);
    List<StoreEntry> rest =
        all.stream()
            .filter(entry -> entry.key().compareTo(start) >= 0)
            .filter(entry -> range.to().isEmpty() || entry.key().compareTo(range.to()) < 0)
            .limit(range.limit() + 1)
            .toList();
    return rest.size() <= range.limit()
        ? Page.of(rest, null)
        : Page.of(
            rest.subList(0, (int) range.limit()),
            tokens.cursor(tenant, store, rest.getLast().key().getBytes(UTF_8)));
  }

  private List<StoreEntry> visible(Caller caller) {
    return definitions.visibleTo(caller.require(Scope.ADMIN));
  }

  /** The cursor does not contain the tenant: the caller's is put in front. */
  private static byte[] resume(byte[] prefix, byte[] rest) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + rest.length);
    System.arraycopy(rest, 0, key, prefix.length, rest.length);
    return key;
  }

  private static FailureException unreadable(Unreadable store) {
    return new FailureException(
        new Failure.Invalid(
            "the store %s holds intermediate state of a task and cannot be read"
                .formatted(store.name()),
            "store"));
  }
}
