package io.millrace.service.deadletters;

import io.millrace.state.problem.Refusal;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Replays or discards many letters, some in each transaction. */
@Singleton
final class LetterRounds {
  /** A transaction should be short, and its records are in memory at once. */
  static final int MAX_LETTERS_OF_ROUND = 100;

  static final long MAX_BYTES_OF_ROUND = 8L * 1024 * 1024;

  private final LetterIndex index;
  private final LetterDesk desk;

  LetterRounds(LetterIndex index, LetterDesk desk) {
    this.index = index;
    this.desk = desk;
  }

  /**
   * What came of it.
   *
   * @param stopped why it ended before the last letter; {@code ""} where it did not
   */
  record Done(List<Settled> settled, String stopped) {}

  /** Does it for the oldest that the filter takes, in the order in which their records lay. */
  Done settle(LetterFilter filter, int limit, Deed deed) throws InterruptedException {
    List<Letter> letters =
        index.oldest(filter, limit).stream()
            .map(LetterIndex.Entry::letter)
            .sorted(Letter.BY_ORIGIN)
            .toList();
    var settled = new ArrayList<Settled>();
    for (List<Letter> round : rounds(letters)) {
      try {
        settled.addAll(desk.settle(round, deed));
      } catch (Refusal e) {
        if (settled.isEmpty()) {
          throw e;
        }
        // The rounds before are done all the same, and the caller has to know.
        return new Done(settled, e.failure().message());
      }
    }
    return new Done(settled, "");
  }

  static List<List<Letter>> rounds(List<Letter> letters) {
    var rounds = new ArrayList<List<Letter>>();
    long bytes = 0;
    for (Letter letter : letters) {
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
