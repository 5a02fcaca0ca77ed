package io.millrace.serdes.topic;

import io.millrace.serdes.avro.AvroCodec;

/**
 * What is sent to a topic keyed by visitor and from there to a table of the warehouse. The topic,
 * the table's feed, the schemas that the sink knows and what an erasure deletes derive from it.
 *
 * @param name of the topic without the prefix of the installation, and of the node that writes it
 * @param codec of its values
 * @param days for which the topic keeps a record
 * @param table of the warehouse
 * @param visitorColumn the column with the visitor's name, by which an erasure finds rows; {@code
 *     ""} where the erasure has a condition of its own for the table
 */
public record Output<V>(
    String name, AvroCodec<V> codec, int days, String table, String visitorColumn) {
  public Output {
    if (days < 1) {
      throw new IllegalArgumentException("days must be 1 or more, but was " + days);
    }
  }
}
