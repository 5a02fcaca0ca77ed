package io.millrace.serdes.topic;

import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A serde from two functions, for key types and private formats. */
public record KeySerde<K>(Function<K, byte[]> write, Function<byte[], K> read) implements Serde<K> {
  @Override
  public Serializer<K> serializer() {
    return (topic, key) -> key == null ? null : write.apply(key);
  }

  @Override
  public Deserializer<K> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read.apply(bytes);
  }
}
