package io.millrace.state.scale;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.streams.ThreadMetrics;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Determines when a paused application is quiescent. A stream thread may be processing when it is
 * told to pause, and its results are committed later. So each thread must have completed one loop
 * since, and one more after its commits were due. For one thread.
 */
final class QuiescenceCheck {
  /** Longer than the commit interval, so that the next loop commits. */
  private static final long COMMITS_DUE_MS = 500;

  /** The first may have been in progress. */
  private static final int ROUNDS = 2;

  private @Nullable KafkaStreams watched;
  private Map<String, Double> rounds = Map.of();
  private long wentRoundAt;

  private enum Step {
    STOPS,
    COMMITS,
    RESTS
  }

  private Step step = Step.STOPS;

  /**
   * One check.
   *
   * @param nowMs of any monotonic clock
   */
  boolean isQuiescent(KafkaStreams streams, long nowMs) {
    if (!streams.isPaused() || streams.state() != KafkaStreams.State.RUNNING) {
      watched = null;
      return false;
    }
    Map<String, Double> now = rounds(streams);
    if (!streams.equals(watched) || !now.keySet().equals(rounds.keySet())) {
      watched = streams;
      rounds = now;
      step = Step.STOPS;
      return false;
    }
    switch (step) {
      case STOPS -> {
        if (wentRound(now)) {
          wentRoundAt = nowMs;
          step = Step.COMMITS;
        }
      }
      case COMMITS -> {
        if (nowMs - wentRoundAt > COMMITS_DUE_MS) {
          rounds = now;
          step = Step.RESTS;
        }
      }
      case RESTS -> {
        return wentRound(now);
      }
    }
    return false;
  }

  private boolean wentRound(Map<String, Double> now) {
    return rounds.entrySet().stream()
        .allMatch(before -> now.getOrDefault(before.getKey(), 0.0) >= before.getValue() + ROUNDS);
  }

  /** The number of polls of each thread. */
  private static Map<String, Double> rounds(KafkaStreams streams) {
    return ThreadMetrics.read(streams, KafkaNames.POLLS);
  }
}
