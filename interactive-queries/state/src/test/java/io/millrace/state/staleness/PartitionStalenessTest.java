package io.millrace.state.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartitionStalenessTest {
  private final PartitionStaleness follower = new PartitionStaleness();

  @Test
  void knowsNothingBeforeItHasPassedAnEnd() {
    assertThat(follower.atMostMs(1_000, 10)).isEmpty();
    follower.observe(1_000, 20, 10);
    assertThat(follower.atMostMs(2_000, 19)).isEmpty();
  }

  @Test
  void isAsFreshAsTheLastMomentWhoseEndItHasPassed() {
    follower.observe(1_000, 20, 10);
    follower.observe(1_250, 30, 12);
    follower.observe(1_500, 40, 15);
    assertThat(follower.atMostMs(1_600, 20)).hasValue(600);
    assertThat(follower.atMostMs(1_700, 30)).hasValue(450);
    assertThat(follower.atMostMs(1_700, 39)).hasValue(450);
    assertThat(follower.atMostMs(1_700, 40)).hasValue(200);
  }

  @Test
  void agesWhileNothingIsAsked() {
    follower.observe(1_000, 20, 20);
    assertThat(follower.atMostMs(1_000, 20)).hasValue(0);
    assertThat(follower.atMostMs(61_000, 20)).hasValue(60_000);
    assertThat(follower.atMostMs(61_000, 2_000)).hasValue(60_000);
  }

  @Test
  void aMarkerOrAnAbortedTransactionAtTheEndMakesItOlderUntilItIsLookedUp() {
    assertThat(follower.observe(1_000, 23, 20)).isFalse();
    assertThat(follower.atMostMs(1_100, 20)).isEmpty();
    assertThat(follower.observe(1_250, 23, 20)).as("worth a look").isTrue();
    follower.proveEmpty(20, 23);
    assertThat(follower.atMostMs(1_300, 20)).hasValue(50);
    assertThat(follower.observe(1_500, 23, 20)).as("known").isFalse();
    assertThat(follower.atMostMs(1_500, 20)).hasValue(0);
  }

  @Test
  void whatIsEmptyHelpsOnlyACopyThatHasWhatIsBeforeIt() {
    follower.proveEmpty(20, 23);
    follower.observe(1_000, 23, 19);
    assertThat(follower.atMostMs(1_100, 19)).isEmpty();
    follower.observe(1_250, 24, 20);
    assertThat(follower.atMostMs(1_300, 20)).hasValue(300);
  }

  @Test
  void aCopyThatIsStuckIsFoundOldAfterAnyTime() {
    follower.observe(0, 10, 10);
    for (int i = 1; i <= 10 * PartitionStaleness.MOST_LOOKS; i++) {
      follower.observe(i * 250L, 10 + i, 10);
    }
    assertThat(follower.atMostMs(400_000, 10)).hasValue(400_000);
  }

  /** Records, markers and aborted records at random, seen by a copy that follows at random. */
  @Test
  void neverSaysThatACopyIsYoungerThanItIs() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new SplittableRandom(seed);
      var any = new PartitionStaleness();
      // What was committed when: the copy is as old as the first of these that it lacks.
      var committed = new TreeMap<Long, Long>();
      long end = 0;
      long next = 0;
      for (long now = 0; now < 30_000; now += 1 + random.nextInt(200)) {
        switch (random.nextInt(5)) {
          case 0 -> {
            int records = 1 + random.nextInt(4);
            for (int i = 0; i < records; i++) {
              committed.put(end + i, now);
            }
            end += records + 1;
          }
          case 1 -> end += 1 + random.nextInt(3);
          case 2 -> next = advance(committed, next, random.nextInt(6));
          case 3 -> {
            if (any.observe(now, end, next) && committed.ceilingKey(next) == null) {
              any.proveEmpty(next, end);
            }
          }
          default -> {
            Long lacking = committed.ceilingKey(next);
            long age = lacking == null ? 0 : now - committed.getOrDefault(lacking, now);
            OptionalLong told = any.atMostMs(now, next);
            if (told.isPresent()) {
              assertThat(told.getAsLong()).as("seed %d", seed).isGreaterThanOrEqualTo(age);
            }
          }
        }
      }
    }
  }

  private static long advance(NavigableMap<Long, Long> committed, long next, int records) {
    long to = next;
    for (int i = 0; i < records; i++) {
      Long record = committed.ceilingKey(to);
      if (record != null) {
        to = record + 1;
      }
    }
    return to;
  }
}
