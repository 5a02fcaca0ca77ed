package io.millrace.interactivequeries.cluster;

import java.util.Optional;

/** Answers one kind of question of other instances, by what is on this one alone. */
public interface Answering {
  /** The kind, as it stands in the path. */
  String what();

  /** Throws a {@code Refusal} for what cannot be answered now. */
  byte[] answer(byte[] question);

  /** The same, where that takes no waiting; empty for all else. */
  default Optional<byte[]> answerAtOnce(byte[] question) {
    return Optional.empty();
  }
}
