package io.millrace.standalone.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records of 25 columns, as JSON without a schema, and the table they go to. */
final class Orders {
  static final String TOPIC = "orders";

  static final String TABLE =
      """
      CREATE TABLE orders (
        id UInt64, tenant LowCardinality(String), customer String, email Nullable(String),
        sku String, title String, category LowCardinality(String), quantity UInt16,
        price Decimal(18, 2), currency FixedString(3), discount Float64, tax Float32,
        paid Bool, status Enum8('new' = 1, 'paid' = 2, 'sent' = 3), created DateTime64(3, 'UTC'),
        day Date, session UUID, ip IPv4, tags Array(String), attributes Map(String, String),
        shipping_city String, shipping_zip String, shipping_country LowCardinality(String),
        big Int128, score Nullable(Int32),
        _partition Int32, _offset Int64, INDEX at _offset TYPE minmax)
      ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, created)
      """;

  private Orders() {}

  /** Writes orders with ids from the first to before the last; waits until Kafka has them. */
  static void produce(String bootstrapServers, long from, long to) {
    try (var producer = producer(bootstrapServers)) {
      for (long id = from; id < to; id++) {
        send(producer, id, json(id));
      }
    }
  }

  static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 18,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  // The producer's close waits for all of them.
  @SuppressWarnings("FutureReturnValueIgnored")
  static void send(KafkaProducer<byte[], byte[]> producer, long id, String value) {
    producer.send(
        new ProducerRecord<>(TOPIC, Long.toString(id).getBytes(UTF_8), value.getBytes(UTF_8)));
  }

  static String json(long id) {
    long day = id % 28 + 1;
    return """
    {"id":%d,"tenant":"shop-%d","customer":"customer-%d","email":%s,"sku":"sku-%d",\
    "title":"A thing with the number %d","category":"category-%d","quantity":%d,\
    "price":"%d.%02d","currency":"PLN","discount":%s,"tax":0.23,"paid":%s,"status":"%s",\
    "created":"2026-01-%02dT12:34:56.%03dZ","day":"2026-01-%02d",\
    "session":"61f0c404-5cb3-11e7-907b-%012x","ip":"10.0.%d.%d","tags":["a","b%d"],\
    "attributes":{"colour":"blue","size":"%d"},\
    "shipping":{"city":"Gdynia","zip":"81-%03d","country":"PL"},"big":%d,"score":%s}\
    """
        .formatted(
            id,
            id % 20,
            id % 5000,
            id % 3 == 0 ? "null" : "\"c" + id + "@example.com\"",
            id % 777,
            id % 777,
            id % 12,
            id % 9 + 1,
            id % 1000,
            id % 100,
            id % 2 == 0 ? "0.1" : "0",
            id % 2 == 0,
            id % 2 == 0 ? "paid" : "new",
            day,
            id % 1000,
            day,
            id,
            id / 256 % 256,
            id % 256,
            id % 4,
            id % 7,
            id % 1000,
            -id,
            id % 5 == 0 ? "null" : Long.toString(id % 100));
  }
}
