package io.millrace.service.deadletters;

import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Replays or discards many letters, some in each transaction. */
@Singleton
final class BulkResolution {
  /** A transaction should be short, and its records are in memory at once. */
  static final int MAX_LETTERS_OF_ROUND = 100;

  static final long MAX_BYTES_OF_ROUND = 8L * 1024 * 1024;

  private final DeadLetterIndex index;
  private final DeadLetterResolver desk;

  BulkResolution(DeadLetterIndex index, DeadLetterResolver desk) {
    this.index = index;
    this.desk = desk;
  }

  /**
   * What came of it.
   *
   * @param stopped why it ended before the last letter; {@code ""} where it did not
   */
  record BulkResult(List<Resolution> settled, String stopped) {}

  /** Does it for the oldest that the filter takes, in the order in which their records lay. */
  BulkResult resolve(DeadLetterFilter filter, int limit, DeadLetterAction deed)
      throws InterruptedException {
    List<DeadLetter> letters =
        index.oldest(filter, limit).stream()
            .map(DeadLetterIndex.Entry::letter)
            .sorted(DeadLetter.BY_ORIGIN)
            .toList();
    var settled = new ArrayList<Resolution>();
    for (List<DeadLetter> round : batches(letters)) {
      try {
        settled.addAll(desk.resolve(round, deed));
      } catch (FailureException e) {
        if (settled.isEmpty()) {
          throw e;
        }
        // The rounds before are done all the same, and the caller has to know.
        return new BulkResult(settled, e.failure().message());
      }
    }
    return new BulkResult(settled, "");
  }

  static List<List<DeadLetter>> batches(List<DeadLetter> letters) {
    var rounds = new ArrayList<List<DeadLetter>>();
    long bytes = 0;
    for (DeadLetter letter : letters) {
      boolean full =
          rounds.isEmpty()
              || rounds.getLast().size() == MAX_LETTERS_OF_ROUND
              || bytes + letter.bytes() > MAX_BYTES_OF_ROUND;
      if (full) {
        rounds.add(new ArrayList<>());
        bytes = 0;
      }
      rounds.getLast().add(letter);
      bytes += letter.bytes();
    }
    return rounds;
  }
}
