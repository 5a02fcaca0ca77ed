package io.millrace.topologies;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.TimerKey;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.state.Rekeying;
import io.millrace.topologies.state.StoreSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyDescription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RekeyingTest {
  private static final byte[] VALUE = {1};

  private record Put(int partition, Bytes key, @Nullable Bytes value) {}

  @Test
  void everyStoreWithAChangelogHasItsWay() {
    var stores = new TreeSet<String>();
    var topology =
        MillraceTopology.build(
            new Topics(""),
            TopologySettings.defaults(4),
            (tenant, reason) -> {},
            ProgressListener.UNTOLD);
    for (var part : topology.describe().subtopologies()) {
      for (var node : part.nodes()) {
        if (node instanceof TopologyDescription.Processor processor) {
          stores.addAll(processor.stores());
        }
      }
    }
    stores.remove(StoreNames.COMBINER);

    assertThat(Features.BUILT_IN.changelogs())
        .extracting(StoreSpec::name)
        .containsExactlyInAnyOrderElementsOf(stores);
  }

  @Property(tries = 200)
  void whatIsOfAVisitorGoesWhereItsEventsGo(
      @ForAll @StringLength(min = 1, max = 20) String name,
      @ForAll @IntRange(min = 1, max = 64) int from,
      @ForAll @IntRange(min = 1, max = 64) int to) {
    var visitor = new VisitorKey("shop", name);
    int chosen = BuiltInPartitioner.partitionForKey(visitor.toBytes(), to);

    Map<String, List<byte[]>> keys =
        Map.of(
            StoreNames.VISITORS, List.of(visitor.toBytes()),
            StoreNames.VISITOR_OVERFLOW,
                List.of(OverflowKey.messageId(visitor, 7), OverflowKey.session(visitor, -7)),
            StoreNames.TIMERS, List.of(new TimerKey(1_700_000_000_000L, visitor).toBytes()),
            StoreNames.SEGMENT_MEMBERS, List.of(MemberKey.member("shop", 1, 2, name)));
    keys.forEach(
        (store, ofStore) -> {
          for (byte[] key : ofStore) {
            assertThat(moved(rekeying(store, from, to), 0, key, VALUE))
                .as(store)
                .containsExactly(new Put(chosen, Bytes.wrap(key), Bytes.wrap(VALUE)));
          }
        });
  }

  @Property(tries = 100)
  void theNumberOfMembersStaysInSum(
      @ForAll List<@IntRange(min = -50, max = 50) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 20) int to) {
    var way = rekeying(StoreNames.SEGMENT_MEMBERS, Math.max(1, sizes.size()), to);
    byte[] key = MemberKey.size("shop", 1, 2);
    for (int partition = 0; partition < sizes.size(); partition++) {
      assertThat(moved(way, partition, key, number(99))).isEmpty();
      assertThat(moved(way, partition, key, number(sizes.get(partition)))).isEmpty();
    }
    var ended = new HashMap<Integer, Long>();
    way.end(
        (partition, _, value) ->
            ended.put(partition, new ByteReader(requireNonNull(value)).readLongBigEndian()));

    assertThat(ended.values().stream().mapToLong(size -> size).sum())
        .isEqualTo(sizes.stream().mapToLong(size -> size).sum());
  }

  @Test
  void aMarkHoldsEverywhereOnlyWhereItHeldEverywhere() {
    byte[] everywhere = MemberKey.evaluated("shop");
    byte[] elsewhere = MemberKey.evaluated("school");
    var way = rekeying(StoreNames.SEGMENT_MEMBERS, 2, 3);
    way.take(0, everywhere, number(5), (_, _, _) -> {});
    way.take(1, everywhere, number(5), (_, _, _) -> {});
    way.take(0, elsewhere, number(5), (_, _, _) -> {});
    way.take(1, elsewhere, number(6), (_, _, _) -> {});
    var ended = new ArrayList<Put>();
    way.end(
        (partition, key, value) ->
            ended.add(new Put(partition, Bytes.wrap(key), Bytes.wrap(value))));

    assertThat(ended).extracting(Put::partition).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(ended).extracting(Put::key).containsOnly(Bytes.wrap(everywhere));
  }

  private static Rekeying rekeying(String store, int from, int to) {
    return Features.BUILT_IN.changelogs().stream()
        .filter(one -> one.name().equals(store))
        .findFirst()
        .flatMap(StoreSpec::rekeying)
        .orElseThrow()
        .between(from, to);
  }

  private static List<Put> moved(Rekeying way, int from, byte[] key, byte[] value) {
    var puts = new ArrayList<Put>();
    way.take(
        from,
        key,
        value,
        (partition, at, put) -> puts.add(new Put(partition, Bytes.wrap(at), Bytes.wrap(put))));
    return puts;
  }

  private static byte[] number(long number) {
    return new ByteWriter(8).writeLongBigEndian(number).toBytes();
  }
}
