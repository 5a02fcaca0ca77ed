package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.deadletter.DeadLetterKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Kafka Connect's description of a dead letter, in headers whose values are all text (KIP-298; set
 * by {@code errors.deadletterqueue.context.headers.enable}).
 *
 * @param topic {@code ""} if missing
 * @param partition -1 if missing
 * @param offset -1 if missing
 */
record ConnectHeaders(
    String topic,
    int partition,
    long offset,
    String connector,
    int task,
    String stage,
    String exception,
    String message,
    String stackTrace) {
  private static final String PREFIX = "__connect.errors.";

  static ConnectHeaders of(Headers headers) {
    return new ConnectHeaders(
        text(headers, "topic"),
        (int) number(headers, "partition"),
        number(headers, "offset"),
        text(headers, "connector.name"),
        (int) number(headers, "task.id"),
        text(headers, "stage"),
        text(headers, "exception.class.name"),
        text(headers, "exception.message"),
        text(headers, "exception.stacktrace"));
  }

  /** The headers of the record before it failed. */
  static List<Header> original(Headers headers) {
    var original = new ArrayList<Header>();
    for (Header header : headers) {
      if (!header.key().startsWith(PREFIX)) {
        original.add(header);
      }
    }
    return original;
  }

  /** The dead letter of a record in a dead letter topic. */
  static DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record) {
    ConnectHeaders headers = of(record.headers());
    var id = new DeadLetterId(record.topic(), record.partition(), record.offset());
    Optional<DeadLetterKey> key = headers.key();
    return new DeadLetter(
        id,
        key.orElseGet(
            () -> new DeadLetterKey(headers.connector, id.topic(), id.partition(), id.offset())),
        key.isPresent(),
        FailureReason.of(headers.stage, headers.exception, headers.message),
        record.timestamp(),
        Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()));
  }

  /** The failed record; empty if the headers do not name it. */
  private Optional<DeadLetterKey> key() {
    return topic.isEmpty() || partition < 0 || offset < 0
        ? Optional.empty()
        : Optional.of(new DeadLetterKey(connector, topic, partition, offset));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(PREFIX + name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  private static long number(Headers headers, String name) {
    String text = text(headers, name);
    try {
      return text.isEmpty() ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
