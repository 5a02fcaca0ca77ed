package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterKey;
import java.util.Comparator;

/**
 * What the index knows of a dead letter; its record stays in Kafka.
 *
 * @param key which record failed in which connector; of a letter without Connect's headers, where
 *     the letter itself lies
 * @param replayable whether it is known which record failed
 * @param at the record's time, epoch milliseconds; Connect hands it on with the record
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

  /** In the order in which the records lay, which is the order in which they are replayed. */
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
