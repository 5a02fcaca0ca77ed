package io.millrace.serdes.deadletter;

/** What became of a dead letter. It never changes: a letter is marked once. */
public sealed interface DeadLetterMark {
  /** Epoch milliseconds. */
  long at();

  /** Its record was written to its topic again, and lies there. */
  record Replayed(long at, String topic, int partition, long offset) implements DeadLetterMark {
    /** Where the record lies now, as {@code topic/partition/offset}. */
    public String position() {
      return topic + "/" + partition + "/" + offset;
    }
  }

  /** Nothing is to be done about it any more. */
  record Discarded(long at) implements DeadLetterMark {}
}
