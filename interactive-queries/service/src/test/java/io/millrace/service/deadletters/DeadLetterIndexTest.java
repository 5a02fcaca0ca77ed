package io.millrace.service.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.deadletter.DeadLetterKey;
import io.millrace.serdes.deadletter.DeadLetterMark;
import io.millrace.service.deadletters.DeadLetterIndex.Entry;
import io.millrace.service.deadletters.DeadLetterIndex.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLetterIndexTest {
  private static final FailureReason MANY = new FailureReason("t", "c", "column c takes a number");
  private static final FailureReason BROKEN = new FailureReason("t", "", "broken");
  private static final DeadLetterFilter ALL = new DeadLetterFilter("", "", "", null);
  private static final DeadLetterFilter OPEN =
      new DeadLetterFilter("", "", "", DeadLetterState.OPEN);

  private final DeadLetterIndex index = new DeadLetterIndex(4);

  @Test
  void aSecondCopyIsTheSameLetterWhicheverIsReadFirst() {
    index.add(letter(0, 5, 70, MANY));
    index.add(letter(0, 3, 70, MANY));
    index.add(letter(1, 1, 70, MANY));

    assertThat(index.newest(ALL, 9, null)).hasSize(1);
    assertThat(index.find(new DeadLetterId("dead", 0, 3))).isNotNull();
    assertThat(index.find(new DeadLetterId("dead", 0, 5))).isNull();
    assertThat(index.count("copy", DeadLetterState.OPEN)).isEqualTo(1);
  }

  @Test
  void aMarkCountsWhetherItComesBeforeOrAfterItsLetter() {
    index.mark(key(70), new DeadLetterMark.Discarded(9));
    index.add(letter(0, 1, 70, MANY));
    index.add(letter(0, 2, 71, MANY));
    assertThat(index.count("copy", DeadLetterState.OPEN)).isEqualTo(1);

    index.mark(key(71), new DeadLetterMark.Replayed(9, "orders", 0, 99));

    assertThat(index.count("copy", DeadLetterState.OPEN)).isZero();
    assertThat(index.count("copy", DeadLetterState.REPLAYED)).isEqualTo(1);
    assertThat(index.count("copy", DeadLetterState.DISCARDED)).isEqualTo(1);
    assertThat(index.newest(OPEN, 9, null)).isEmpty();
    index.mark(key(71), null);
    assertThat(index.newest(OPEN, 9, null)).hasSize(1);
  }

  @Test
  void pagesGoFromTheNewestToTheOldestWithoutGapOrRepeat() {
    for (int offset = 0; offset < 4; offset++) {
      index.add(letter(0, offset, 70 + offset, MANY));
    }

    List<Entry> first = index.newest(ALL, 3, null);
    List<Entry> second = index.newest(ALL, 3, DeadLetterCursor.of(first.getLast().letter()));

    assertThat(first).extracting(one -> one.letter().id().offset()).containsExactly(3L, 2L, 1L);
    assertThat(second).extracting(one -> one.letter().id().offset()).containsExactly(0L);
    assertThat(index.oldest(ALL, 1)).extracting(one -> one.letter().id().offset()).contains(0L);
  }

  @Test
  void pastTheCeilingTheOldestAreDroppedAndCounted() {
    for (int offset = 9; offset >= 0; offset--) {
      index.add(letter(0, offset, 70 + offset, MANY));
    }

    assertThat(index.newest(ALL, 99, null))
        .extracting(one -> one.letter().id().offset())
        .containsExactly(9L, 8L, 7L, 6L);
    assertThat(index.dropped()).isEqualTo(6);
    assertThat(index.count("copy", DeadLetterState.OPEN)).isEqualTo(4);
  }

  @Test
  void theSummaryCountsByReasonAndStateFromFirstToLast() {
    index.add(letter(0, 1, 70, MANY));
    index.add(letter(0, 2, 71, MANY));
    index.add(letter(0, 3, 72, BROKEN));
    index.mark(key(72), new DeadLetterMark.Discarded(9));

    assertThat(index.summary())
        .hasSize(2)
        .containsEntry(kind(MANY, DeadLetterState.OPEN), new Tally(2, 1_070, 1_071))
        .containsEntry(kind(BROKEN, DeadLetterState.DISCARDED), new Tally(1, 1_072, 1_072));
    assertThat(index.count(new DeadLetterFilter("copy", "t", MANY.reason(), null))).isEqualTo(2);
    assertThat(index.count(new DeadLetterFilter("other", "", "", null))).isZero();
  }

  @Test
  void whatKafkaDeletedIsForgotten() {
    index.add(letter(0, 1, 70, MANY));
    index.add(letter(0, 2, 71, MANY));

    index.retain(id -> id.offset() >= 2);

    assertThat(index.newest(ALL, 9, null)).hasSize(1);
    assertThat(index.count("copy", DeadLetterState.OPEN)).isEqualTo(1);
  }

  @Test
  void aRoundHasSoManyLettersAndBytesButAtLeastOne() {
    var letters =
        java.util.stream.LongStream.range(0, 250).mapToObj(n -> letter(0, n, n, MANY)).toList();
    assertThat(BulkResolution.batches(letters))
        .extracting(List::size)
        .containsExactly(100, 100, 50);
    DeadLetter large =
        new DeadLetter(
            new DeadLetterId("dead", 0, 1),
            key(1),
            true,
            MANY,
            1,
            BulkResolution.MAX_BYTES_OF_BATCH);
    assertThat(BulkResolution.batches(List.of(large, large))).hasSize(2);
    assertThat(BulkResolution.batches(List.of())).isEmpty();
  }

  private static DeadLetterIndex.Kind kind(FailureReason why, DeadLetterState state) {
    return new DeadLetterIndex.Kind("copy", why.table(), why.column(), why.reason(), state);
  }

  private static DeadLetter letter(int partition, long offset, long original, FailureReason why) {
    return new DeadLetter(
        new DeadLetterId("dead", partition, offset),
        key(original),
        true,
        why,
        1_000 + original,
        10);
  }

  private static DeadLetterKey key(long original) {
    return new DeadLetterKey("copy", "orders", 0, original);
  }
}
