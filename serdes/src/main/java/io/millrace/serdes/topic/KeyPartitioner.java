package io.millrace.serdes.topic;

import org.apache.kafka.common.utils.Utils;

/** The partition of a key, as Kafka's producers and Kafka Streams choose it by default. */
public final class KeyPartitioner {
  private KeyPartitioner() {}

  /**
   * The partition of a key.
   *
   * @param key its bytes, as they are on the topic
   * @param partitions how many the topic has
   * @return from 0 to {@code partitions - 1}
   */
  public static int partition(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
