package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.serdes.topic.HeaderNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in full.
 *
 * @param task of the connector; -1 without Connect's headers
 * @param stage where it failed, in Connect's terms
 * @param exception the class
 * @param message of the exception, with the values
 * @param replayOf the position of the record that this one was a replay of: topic/partition/offset
 * @param headers of the record before it failed
 */
@Schema(name = "WholeDeadLetter")
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeadLetterDetailView(
    @JsonUnwrapped DeadLetterView letter,
    int task,
    String stage,
    String exception,
    String message,
    String stackTrace,
    @Nullable String replayOf,
    @Nullable BytesView key,
    @Nullable BytesView value,
    List<HeaderView> headers) {
  /**
   * A key or a value.
   *
   * @param text null if it is not UTF-8
   */
  @Schema(name = "DeadLetterBytes")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record BytesView(@Nullable String text, String base64) {
    static @Nullable BytesView of(byte @Nullable [] bytes) {
      return bytes == null
          ? null
          : new BytesView(text(bytes), Base64.getEncoder().encodeToString(bytes));
    }

    private static @Nullable String text(byte[] bytes) {
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        return null;
      }
    }
  }

  /** A header. */
  @Schema(name = "DeadLetterHeader")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record HeaderView(String name, @Nullable BytesView value) {}

  static DeadLetterDetailView of(
      DeadLetterIndex.Entry entry, ConsumerRecord<byte[], byte[]> record) {
    ConnectHeaders connect = ConnectHeaders.of(record.headers());
    Header replayOf = record.headers().lastHeader(HeaderNames.REPLAY_OF);
    return new DeadLetterDetailView(
        DeadLetterView.of(entry),
        connect.task(),
        connect.stage(),
        connect.exception(),
        connect.message(),
        connect.stackTrace(),
        replayOf == null ? null : new String(replayOf.value(), UTF_8),
        BytesView.of(record.key()),
        BytesView.of(record.value()),
        ConnectHeaders.original(record.headers()).stream()
            .map(header -> new HeaderView(header.key(), BytesView.of(header.value())))
            .toList());
  }
}
