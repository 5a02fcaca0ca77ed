package io.millrace.service.stores;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.List;

/** Every store, and how it is read. */
@Singleton
final class StoreCatalogue {
  private final List<Described> stores;

  StoreCatalogue(List<StoreCodec> codecs) {
    stores =
        List.of(
            partitioned(
                codecs,
                StoreNames.VISITORS,
                "rocksdb",
                "VISITOR",
                "traits and latest sessions of the visitor"),
            partitioned(
                codecs,
                StoreNames.VISITOR_OVERFLOW,
                "rocksdb",
                "VISITOR/message/HASH or VISITOR/session/STARTED",
                "message ids and sessions that no longer fit the visitor's record"),
            new Unreadable(
                StoreNames.TIMERS,
                "rocksdb",
                "a due timestamp and a visitor",
                "empty: the key is the time at which the visitor's segments next change"),
            new Unreadable(
                StoreNames.SEGMENT_MEMBERS,
                "rocksdb",
                "a version of a segment, and for its members the visitor",
                "since when, or how many; /v1/segments reads it"),
            new Unreadable(
                StoreNames.COMBINER,
                "memory",
                "a window",
                "what a task has combined since its commit"),
            partitioned(
                codecs,
                StoreNames.PARTIALS,
                "memory",
                "ROLLUP/1m/START/DIMENSION...",
                "since when something waits to be added to the window and to its hour and day"),
            partitioned(
                codecs,
                StoreNames.ROLLUPS,
                "rocksdb",
                "ROLLUP/GRAIN/START/DIMENSION...",
                "the window's measures, without what waits in partials"),
            partitioned(
                codecs,
                StoreNames.ROLLUPS_DUE,
                "memory",
                "ROLLUP/GRAIN/START/DIMENSION...",
                "since when the window waits to go to ClickHouse"),
            new Definitions(
                StoreNames.DEFINITIONS,
                "global",
                "KIND/NAME",
                "a tenant, an API key or a rollup; needs a key with the scope admin"));
  }

  private static Partitioned partitioned(
      List<StoreCodec> codecs, String name, String kind, String key, String value) {
    StoreCodec codec =
        codecs.stream()
            .filter(one -> one.stores().contains(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no codec reads the store " + name));
    return new Partitioned(name, kind, key, value, codec);
  }

  List<Described> all() {
    return stores;
  }

  Described named(String name) {
    return stores.stream()
        .filter(store -> store.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.UnknownName(
                        "store",
                        name,
                        NearestNames.of(name, stores.stream().map(Described::name).toList()))));
  }

  /** The common properties of stores. */
  sealed interface Described {
    String name();

    /** {@code rocksdb}, {@code memory} or {@code global}. */
    String kind();

    String key();

    String value();
  }

  /** A partitioned store, whose keys start with the tenant. */
  record Partitioned(String name, String kind, String key, String value, StoreCodec codec)
      implements Described {}

  /** A store for the internal use of the stream threads. */
  record Unreadable(String name, String kind, String key, String value) implements Described {}

  /** The store of definitions, complete on every instance. */
  record Definitions(String name, String kind, String key, String value) implements Described {}
}
