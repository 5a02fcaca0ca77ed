package io.millrace.state.layout;

/**
 * A move from the current layout to the next one.
 *
 * @param to the next layout
 * @param attempt the number of the copy of the state: an interrupted one is never continued,
 *     because a key that was deleted in the meantime would come back
 * @param startedAt epoch milliseconds
 * @param switchedAt since when events go to the new topics, epoch milliseconds; 0 before
 * @param copied what the attempt had copied when this was written
 */
public record Move(
    PartitionLayout to, int attempt, Phase phase, long startedAt, long switchedAt, Copied copied) {
  /**
   * What was copied.
   *
   * @param ms how long it took, without waiting for more
   */
  public record Copied(long records, long ms) {
    public static final Copied NOTHING = new Copied(0, 0);
  }

  /** The phase of a move; each instance follows. */
  public enum Phase {
    /** The state is copied while everything runs. */
    COPY,
    /** Events go to the new topics; the old application processes the old ones to their end. */
    DRAIN,
    /** The old application is paused and still read; the rest of its state is copied. */
    PAUSE,
    /** The new application has the state, and takes over; there is no way back. */
    START
  }

  /** Another attempt, with an application of its own. */
  public Move again(String baseId, Phase from) {
    int next = attempt + 1;
    PartitionLayout target = target(baseId, to.generation(), to.partitions(), next);
    return new Move(target, next, from, startedAt, switchedAt, Copied.NOTHING);
  }

  /** The move in its next phase; {@code now} in epoch milliseconds. */
  public Move in(Phase next, long now) {
    long switched = next == Phase.DRAIN && switchedAt == 0 ? now : switchedAt;
    return new Move(to, attempt, next, startedAt, switched, copied);
  }

  /** A requested move. */
  public static Move begin(String baseId, int generation, int partitions, long now) {
    return new Move(
        target(baseId, generation, partitions, 0), 0, Phase.COPY, now, 0, Copied.NOTHING);
  }

  /** The move with the progress of its copy. */
  public Move with(Copied sofar) {
    return new Move(to, attempt, phase, startedAt, switchedAt, sofar);
  }

  private static PartitionLayout target(
      String baseId, int generation, int partitions, int attempt) {
    return new PartitionLayout(
        generation, partitions, "%s-%d-%d".formatted(baseId, generation, attempt));
  }
}
