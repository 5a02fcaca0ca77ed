package io.millrace.serdes.topic;

/** The names of Millrace's record headers. */
public final class HeaderNames {
  /**
   * On a record that was replayed from a dead letter: the position of the failed record, as {@code
   * topic/partition/offset} in UTF-8. Consumers that must not process a record twice use it to
   * detect the replay.
   */
  public static final String REPLAY_OF = "millrace.replay.of";

  private HeaderNames() {}
}
