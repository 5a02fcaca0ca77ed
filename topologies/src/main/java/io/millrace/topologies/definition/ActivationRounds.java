package io.millrace.topologies.definition;

import java.util.HashSet;
import java.util.List;

/**
 * Decides whether definitions are in force from a timestamp on: whether every event that is
 * received then or later is processed by a task that knows them.
 *
 * <p>All instances are asked in rounds. Where they know the definitions in one round, whatever was
 * processed without them had been received before the next round, by a clock that this round
 * reports. So definitions are in force where two rounds in a row are complete, and every clock of
 * the second is before the timestamp, however far clocks are apart. Not for reuse, and for one
 * thread.
 */
public final class ActivationRounds {
  private final long since;
  private final int partitions;
  private boolean known;

  /** What a round decides. */
  public enum Verdict {
    /** Another round is needed. */
    WAITING,
    /** The definitions are in force from the timestamp on. */
    IN_FORCE,
    /** The timestamp passed before that was certain. */
    MISSED
  }

  /**
   * Begins.
   *
   * @param since from when the definitions are to be in force, epoch milliseconds
   * @param partitions of the visitors
   */
  public ActivationRounds(long since, int partitions) {
    this.since = since;
    this.partitions = partitions;
  }

  /**
   * Takes a round.
   *
   * @param all what every instance says; one that does not answer is left out, as are its
   *     partitions
   */
  public Verdict take(List<Acknowledgement> all) {
    if (all.stream().anyMatch(one -> one.clock() >= since)) {
      return Verdict.MISSED;
    }
    boolean knownBefore = known;
    known = complete(all, partitions);
    return known && knownBefore ? Verdict.IN_FORCE : Verdict.WAITING;
  }

  /** Whether all know the definitions, and each partition is with one of them. */
  public static boolean complete(List<Acknowledgement> all, int partitions) {
    var covered = new HashSet<Integer>();
    for (Acknowledgement one : all) {
      for (int partition : one.partitions()) {
        if (!covered.add(partition)) {
          return false;
        }
      }
    }
    return covered.size() == partitions && all.stream().allMatch(Acknowledgement::knowsAll);
  }
}
