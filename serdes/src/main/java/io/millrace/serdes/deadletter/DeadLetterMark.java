package io.millrace.serdes.deadletter;

/** How a dead letter was resolved. It never changes: a dead letter is marked once. */
public sealed interface DeadLetterMark {
  /** When it was resolved, epoch milliseconds. */
  long at();

  /** Its record was written to its original topic again, at this position. */
  record Replayed(long at, String topic, int partition, long offset) implements DeadLetterMark {
    /** The position of the replayed record, as {@code topic/partition/offset}. */
    public String position() {
      return topic + "/" + partition + "/" + offset;
    }
  }

  /** It was dismissed without a replay. */
  record Discarded(long at) implements DeadLetterMark {}
}
