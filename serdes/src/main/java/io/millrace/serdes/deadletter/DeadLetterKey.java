package io.millrace.serdes.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * Identifies the failed record and its connector; two dead letters with the same key are one, as
 * Connect may write one twice. Bytes: {@code topic/partition/offset/connector} in UTF-8; a topic's
 * name has no slash, a connector's may.
 *
 * @param connector {@code ""} if the dead letter does not name it
 * @param topic the topic that the record was read from
 */
public record DeadLetterKey(String connector, String topic, int partition, long offset) {
  private static final Pattern SLASH = Pattern.compile("/");

  /** The key in UTF-8: {@code topic/partition/offset/connector}. */
  public byte[] toBytes() {
    return (position() + "/" + connector).getBytes(UTF_8);
  }

  /** Reads a key; throws if the bytes do not have the four parts. */
  public static DeadLetterKey fromBytes(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    String[] parts = SLASH.split(text, 4);
    if (parts.length != 4) {
      throw new IllegalArgumentException(
          "a dead letter's key must be topic/partition/offset/connector, but was " + text);
    }
    return new DeadLetterKey(
        parts[3], parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
  }

  /** The position of the record, as {@code topic/partition/offset}. */
  public String position() {
    return topic + "/" + partition + "/" + offset;
  }
}
