package io.millrace.serdes.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class KeyPartitionerTest {
  @Property(tries = 500)
  void theProducerChoosesTheSame(
      @ForAll @Size(max = 40) byte[] key, @ForAll @IntRange(min = 1, max = 1_000) int partitions) {
    assertThat(KeyPartitioner.partition(key, partitions))
        .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions))
        .isBetween(0, partitions - 1);
  }

  @Test
  void keysKeepTheirPartitionsFromReleaseToRelease() {
    // What is in state stores and topics lies where it was put. From murmur2 written again in
    // Python.
    assertThat(IntStream.of(4, 12, 1_000).map(count -> partition("a-visitor", count)))
        .containsExactly(2, 6, 194);
    assertThat(IntStream.of(4, 12, 1_000).map(count -> partition("", count)))
        .containsExactly(1, 9, 681);
  }

  private static int partition(String key, int partitions) {
    return KeyPartitioner.partition(key.getBytes(UTF_8), partitions);
  }
}
