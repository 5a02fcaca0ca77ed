package io.millrace.state.reads;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.topic.KeyPartitioner;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.staleness.InputWatermarks;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The state stores with all their partitions, wherever they are; read with the terms of the current
 * request. All methods throw a {@code FailureException} (503) for what cannot be read now.
 */
@Singleton
public final class LiveStores {
  private final StreamsHost host;
  private final InPlaceReads inPlace;
  private final ReadRouter relay;

  LiveStores(StreamsHost host, InPlaceReads inPlace, ReadRouter relay) {
    this.host = host;
    this.inPlace = inPlace;
    this.relay = relay;
  }

  /** Reads the partition that owns this key. */
  public <T> T owner(
      String store, byte[] partitionKey, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    ReadContext context = ReadContext.current();
    return inOneLayout(
        partitions ->
            reader.apply(
                view(
                    store,
                    KeyPartitioner.partition(partitionKey, partitions),
                    new ReadBatch(relay, context.terms()),
                    context.served(),
                    false)));
  }

  /**
   * Reads one entry without blocking; it completes with a {@code FailureException} if that is not
   * possible now.
   *
   * @param terms without events to wait for
   */
  public CompletableFuture<Optional<byte[]>> entry(
      String store, byte[] key, ReadTerms terms, ReadSources served) {
    PartitionLayout before = host.hosted().orThrow().layout();
    int partition = KeyPartitioner.partition(key, before.partitions());
    Optional<Optional<byte[]>> here =
        inPlace.read(
            store,
            partition,
            terms,
            served,
            active -> Optional.ofNullable(active.get(Bytes.wrap(key))));
    if (here.isPresent()) {
      checkLayout(before);
      return CompletableFuture.completedFuture(here.get());
    }
    var read = new StoreRead.Get(store, partition, List.of(Bytes.wrap(key)));
    return relay
        .start(List.of(read), terms)
        .getFirst()
        .thenApply(
            found -> {
              checkLayout(before);
              served.from(found);
              return found.entries().stream().map(entry -> entry.value).findFirst();
            });
  }

  /** Reads all partitions together. */
  public <T> T all(String store, Function<List<ReadOnlyKeyValueStore<Bytes, byte[]>>, T> reader) {
    return all(store, false, reader);
  }

  /**
   * Reads ranges of all partitions together. Those of a partition that cannot be read are empty if
   * the caller allows that; {@link ReadSources} lists them.
   */
  public <T> T ranges(
      String store, Function<List<ReadOnlyKeyValueStore<Bytes, byte[]>>, T> reader) {
    return all(store, ReadContext.current().terms().partial(), reader);
  }

  private <T> T all(
      String store,
      boolean gapsAllowed,
      Function<List<ReadOnlyKeyValueStore<Bytes, byte[]>>, T> reader) {
    ReadContext context = ReadContext.current();
    var bundle = new ReadBatch(relay, context.terms());
    return inOneLayout(
        partitions ->
            reader.apply(
                IntStream.range(0, partitions)
                    .<ReadOnlyKeyValueStore<Bytes, byte[]>>mapToObj(
                        partition -> view(store, partition, bundle, context.served(), gapsAllowed))
                    .toList()));
  }

  /** The value of each partition for the same key. */
  public List<Optional<byte[]>> getFromEachPartition(String store, Bytes key) {
    return read(partition -> new StoreRead.Get(store, partition, List.of(key)), terms()).stream()
        .map(found -> found.entries().stream().map(entry -> entry.value).findFirst())
        .toList();
  }

  /** The number of entries of all partitions, as the engine estimates it. */
  public long approximateEntries(String store) {
    return read(partition -> new StoreRead.Count(store, partition), terms()).stream()
        .mapToLong(ReadResult::count)
        .sum();
  }

  /**
   * Passes every window of the tenant with {@code from <= start < to}, in pieces that merge.
   *
   * @param rollup its id
   * @param from epoch milliseconds
   * @param committedForMs what was committed this long ago is included
   */
  public void windows(
      String tenant,
      String rollup,
      Grain grain,
      long from,
      long to,
      long committedForMs,
      BiConsumer<RollupKey, RollupState> windows) {
    read(
            partition ->
                new StoreRead.Windows(
                    StoreNames.ROLLUPS, partition, tenant, rollup, grain, from, to),
            ReadContext.current()
                .terms()
                .withMaxStaleness(committedForMs - InputWatermarks.COMMIT_SPREAD_MS))
        .forEach(found -> found.entries().forEach(entry -> window(entry, windows)));
  }

  /** Reads a store that every instance has completely. */
  public <T> T global(String store, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    return host.read(store, reader).orThrow();
  }

  /** The current partition count. */
  public int partitions() {
    return host.hosted().orThrow().layout().partitions();
  }

  /**
   * Reads with the current partition count. If the application is replaced by one with another
   * count during the read, the result is discarded: a key may have been looked up in the wrong
   * partition.
   */
  private <T> T inOneLayout(IntFunction<T> read) {
    PartitionLayout before = host.hosted().orThrow().layout();
    T found = read.apply(before.partitions());
    checkLayout(before);
    return found;
  }

  private void checkLayout(PartitionLayout before) {
    if (!host.hosted().orThrow().layout().equals(before)) {
      throw new FailureException(new Failure.NotReady("the partition count has just changed", 1));
    }
  }

  private static void window(
      KeyValue<Bytes, byte[]> entry, BiConsumer<RollupKey, RollupState> windows) {
    windows.accept(
        RollupKey.fromBytes(entry.key.get()), RollupState.read(new ByteReader(entry.value)));
  }

  /** One read of each partition. */
  private List<ReadResult> read(IntFunction<StoreRead> read, ReadTerms terms) {
    List<ReadResult> found =
        inOneLayout(
            partitions ->
                relay.read(IntStream.range(0, partitions).mapToObj(read).toList(), terms));
    found.forEach(ReadContext.current().served()::from);
    return found;
  }

  private static ReadTerms terms() {
    return ReadContext.current().terms();
  }

  private PartitionView view(
      String store, int partition, ReadBatch bundle, ReadSources served, boolean gapsAllowed) {
    return new PartitionView(store, partition, inPlace, bundle, served, gapsAllowed);
  }
}
