package io.millrace.serdes.topic;

/** The names of record headers that are ours. */
public final class HeaderNames {
  /**
   * On a record that was replayed from a dead letter: where the record lies that failed, as {@code
   * topic/partition/offset} in UTF-8. Who must not take a record twice can tell by it.
   */
  public static final String REPLAY_OF = "millrace.replay.of";

  private HeaderNames() {}
}
