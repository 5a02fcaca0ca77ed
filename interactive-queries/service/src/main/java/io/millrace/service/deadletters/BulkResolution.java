package io.millrace.service.deadletters;

import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Replays or discards many dead letters, in batches of one transaction each. */
@Singleton
final class BulkResolution {
  /** A transaction should be short, and its records are in memory at once. */
  static final int MAX_LETTERS_OF_BATCH = 100;

  static final long MAX_BYTES_OF_BATCH = 8L * 1024 * 1024;

  private final DeadLetterIndex index;
  private final DeadLetterResolver resolver;

  BulkResolution(DeadLetterIndex index, DeadLetterResolver resolver) {
    this.index = index;
    this.resolver = resolver;
  }

  /**
   * The result.
   *
   * @param stopped why it ended before the last dead letter; {@code ""} if it did not
   */
  record BulkResult(List<Resolution> settled, String stopped) {}

  /** Resolves the oldest that match the filter, in the order of their original records. */
  BulkResult resolve(DeadLetterFilter filter, int limit, DeadLetterAction action)
      throws InterruptedException {
    List<DeadLetter> letters =
        index.oldest(filter, limit).stream()
            .map(DeadLetterIndex.Entry::letter)
            .sorted(DeadLetter.BY_ORIGIN)
            .toList();
    var settled = new ArrayList<Resolution>();
    for (List<DeadLetter> batch : batches(letters)) {
      try {
        settled.addAll(resolver.resolve(batch, action));
      } catch (FailureException e) {
        if (settled.isEmpty()) {
          throw e;
        }
        // The earlier batches are committed all the same, and the caller has to know.
        return new BulkResult(settled, e.failure().message());
      }
    }
    return new BulkResult(settled, "");
  }

  static List<List<DeadLetter>> batches(List<DeadLetter> letters) {
    var batches = new ArrayList<List<DeadLetter>>();
    long bytes = 0;
    for (DeadLetter letter : letters) {
      boolean full =
          batches.isEmpty()
              || batches.getLast().size() == MAX_LETTERS_OF_BATCH
              || bytes + letter.bytes() > MAX_BYTES_OF_BATCH;
      if (full) {
        batches.add(new ArrayList<>());
        bytes = 0;
      }
      batches.getLast().add(letter);
      bytes += letter.bytes();
    }
    return batches;
  }
}
