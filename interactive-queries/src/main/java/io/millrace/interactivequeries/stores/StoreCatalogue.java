package io.millrace.interactivequeries.stores;

import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Nearest;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.rollups.RollupCatalog;
import io.millrace.serdes.topic.Stores;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/** Every store, and how it is read. */
@Singleton
final class StoreCatalogue {
  private final List<Described> stores;

  StoreCatalogue(InstantSource clock, RollupCatalog rollups) {
    stores =
        List.of(
            new Partitioned(
                Stores.VISITORS,
                "rocksdb",
                "VISITOR",
                "traits and latest sessions of the visitor",
                new VisitorCodec(clock)),
            new Partitioned(
                Stores.VISITOR_OVERFLOW,
                "rocksdb",
                "VISITOR/message/HASH or VISITOR/session/STARTED",
                "message ids and sessions that no longer fit the visitor's record",
                new OverflowCodec()),
            new Unreadable(
                Stores.TIMERS,
                "rocksdb",
                "a due moment and a visitor",
                "nothing: a key says when the visitor's segments change by time alone"),
            new Unreadable(
                Stores.SEGMENT_MEMBERS,
                "rocksdb",
                "a version of a segment, and for its members the visitor",
                "since when, or how many; /v1/segments reads it"),
            new Unreadable(
                Stores.COMBINER, "memory", "a window", "what a task has combined since its commit"),
            new Partitioned(
                Stores.PARTIALS,
                "memory",
                "ROLLUP/1m/START/DIMENSION...",
                "since when something waits to be added to the window and to its hour and day",
                new DueCodec(rollups)),
            new Partitioned(
                Stores.ROLLUPS,
                "rocksdb",
                "ROLLUP/GRAIN/START/DIMENSION...",
                "the window's measures, without what waits in partials",
                new RollupCodec(rollups)),
            new Partitioned(
                Stores.ROLLUPS_DUE,
                "memory",
                "ROLLUP/GRAIN/START/DIMENSION...",
                "since when the window waits to go to ClickHouse",
                new DueCodec(rollups)),
            new Definitions(
                Stores.DEFINITIONS,
                "global",
                "KIND/NAME",
                "a tenant, an API key or a rollup; needs a key with the scope admin"));
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
                new Refusal(
                    new Failure.UnknownName(
                        "store",
                        name,
                        Nearest.of(name, stores.stream().map(Described::name).toList()))));
  }

  /** What all stores tell of themselves. */
  sealed interface Described {
    String name();

    /** {@code rocksdb}, {@code memory} or {@code global}. */
    String kind();

    String key();

    String value();
  }

  /** A store in partitions, whose keys begin with the tenant. */
  record Partitioned(String name, String kind, String key, String value, StoreCodec codec)
      implements Described {}

  /** What the stream threads keep to themselves. */
  record Unreadable(String name, String kind, String key, String value) implements Described {}

  /** The store of definitions, whole on every instance. */
  record Definitions(String name, String kind, String key, String value) implements Described {}
}
