package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterKey;
import java.util.Comparator;

/**
 * The index entry of a dead letter; its record stays in Kafka.
 *
 * @param key the failed record and its connector; without Connect's headers, the position of the
 *     dead letter itself
 * @param replayable whether the failed record is known
 * @param at the record's timestamp, epoch milliseconds; Connect copies it to the dead letter
 * @param bytes of key and value
 */
record DeadLetter(
    DeadLetterId id,
    DeadLetterKey key,
    boolean replayable,
    FailureReason why,
    long at,
    long bytes) {
  /** The oldest first. */
  static final Comparator<DeadLetter> BY_AGE =
      Comparator.comparingLong(DeadLetter::at).thenComparing(DeadLetter::id);

  /** In the order of the original records, in which they are replayed. */
  static final Comparator<DeadLetter> BY_ORIGIN =
      Comparator.comparing((DeadLetter letter) -> letter.key().topic())
          .thenComparingInt(letter -> letter.key().partition())
          .thenComparingLong(letter -> letter.key().offset())
          .thenComparing(letter -> letter.key().connector());

  DeadLetter with(FailureReason other) {
    return new DeadLetter(id, key, replayable, other, at, bytes);
  }

  String connector() {
    return key.connector();
  }
}
