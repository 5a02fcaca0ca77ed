package io.millrace.service.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serdes.deadletter.DeadLetterMark;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in a list.
 *
 * @param connector {@code ""} without Connect's headers, as is original then
 * @param table {@code ""} if neither the reason nor the connector's configuration names it
 * @param column {@code ""} if the reason names none
 * @param reason without the values
 * @param state open, replayed or discarded
 * @param settledAt when it was replayed or discarded
 * @param writtenTo the position of the replayed record: topic/partition/offset
 * @param at the timestamp of the record
 * @param original the position of the failed record: topic/partition/offset
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

  /** Null for a record without a timestamp, as in very old topics. */
  static @Nullable String isoTimestamp(long at) {
    return at < 0 ? null : Instant.ofEpochMilli(at).toString();
  }
}
