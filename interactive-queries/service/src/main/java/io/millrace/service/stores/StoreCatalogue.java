package io.millrace.service.stores;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import io.millrace.topologies.Features;
import io.millrace.topologies.state.StoreSpec;
import io.millrace.topologies.state.StoreSpec.Entries;
import jakarta.inject.Singleton;
import java.util.List;

/** Every store, and how it is read. */
@Singleton
final class StoreCatalogue {
  private final List<Described> stores;

  StoreCatalogue(List<StoreCodec> codecs) {
    stores = Features.BUILT_IN.stores().stream().map(store -> described(store, codecs)).toList();
  }

  /** A store that is whole on every instance, one that a codec reads, or neither. */
  private static Described described(StoreSpec store, List<StoreCodec> codecs) {
    String name = store.name();
    String kind = store.kind().wireName();
    Entries entries = store.entries();
    if (store.kind() == StoreSpec.Kind.GLOBAL) {
      return new Definitions(name, kind, entries.key(), entries.value());
    }
    return codecs.stream()
        .filter(codec -> codec.stores().contains(name))
        .findFirst()
        .<Described>map(codec -> new Partitioned(name, kind, entries.key(), entries.value(), codec))
        .orElseGet(() -> new Unreadable(name, kind, entries.key(), entries.value()));
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
