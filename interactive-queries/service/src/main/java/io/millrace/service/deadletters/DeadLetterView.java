package io.millrace.service.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serdes.deadletter.DeadLetterMark;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in a list.
 *
 * @param connector {@code ""} where Connect's headers are missing, as is original then
 * @param table {@code ""} where neither the reason nor the connector's configuration tells it
 * @param column {@code ""} where the reason names none
 * @param reason without the values that came
 * @param state open, replayed or discarded
 * @param settledAt when it was replayed or discarded
 * @param writtenTo where the replayed record lies: topic/partition/offset
 * @param at the time of the record
 * @param original where the record lies that failed: topic/partition/offset
 * @param bytes of key and value
 */
@Schema(name = "DeadLetter")
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeadLetterView(
    String id,
    String connector,
    String table,
    String column,
    String reason,
    String state,
    @Nullable String settledAt,
    @Nullable String writtenTo,
    @Nullable String at,
    @Nullable String original,
    long bytes) {
  static DeadLetterView of(DeadLetterIndex.Entry entry) {
    DeadLetter letter = entry.letter();
    DeadLetterMark mark = entry.mark();
    return new DeadLetterView(
        letter.id().toString(),
        letter.connector(),
        letter.why().table(),
        letter.why().column(),
        letter.why().reason(),
        entry.state().wireName(),
        mark == null ? null : isoTimestamp(mark.at()),
        mark instanceof DeadLetterMark.Replayed replayed ? replayed.position() : null,
        isoTimestamp(letter.at()),
        letter.replayable() ? letter.key().position() : null,
        letter.bytes());
  }

  /** Null for a record without a time, as very old topics have. */
  static @Nullable String isoTimestamp(long at) {
    return at < 0 ? null : Instant.ofEpochMilli(at).toString();
  }
}
