package io.millrace.state.layout;

import io.millrace.serdes.topic.Topics;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Provides the current input topics to writers, and tracks when those of an earlier generation are
 * no longer used here: only then is their end final.
 */
@Singleton
public final class InputTopics {
  private final CurrentLayout layouts;
  private final Map<Integer, AtomicInteger> inUse = new ConcurrentHashMap<>();

  InputTopics(CurrentLayout layouts) {
    this.layouts = layouts;
  }

  /**
   * One use of the topics. Held until Kafka has acknowledged or rejected all that was sent; then
   * released, once.
   */
  public record Use(Topics topics, AtomicInteger count) {
    /** Ends the use; to be called once. */
    public void release() {
      count.decrementAndGet();
    }
  }

  /** The topics for incoming events, to be released after all sends are done. */
  public Use acquire() {
    while (true) {
      int generation = layouts.intake();
      AtomicInteger count = inUse.computeIfAbsent(generation, _ -> new AtomicInteger());
      count.incrementAndGet();
      if (layouts.intake() == generation) {
        return new Use(layouts.topics(generation), count);
      }
      count.decrementAndGet();
    }
  }

  /** Whether the topics of this generation are no longer written to; final once true. */
  public boolean left(int generation) {
    if (layouts.intake() == generation) {
      return false;
    }
    AtomicInteger count = inUse.get(generation);
    return count == null || count.get() == 0;
  }
}
