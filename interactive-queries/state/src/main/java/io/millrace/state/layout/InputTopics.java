package io.millrace.state.layout;

import io.millrace.serdes.topic.Topics;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells who writes to the input topics which ones to use, and knows when nobody here uses those of
 * an earlier generation any more: only then do they have an end.
 */
@Singleton
public final class InputTopics {
  private final CurrentLayout layouts;
  private final Map<Integer, AtomicInteger> inUse = new ConcurrentHashMap<>();

  InputTopics(CurrentLayout layouts) {
    this.layouts = layouts;
  }

  /**
   * One use of the topics. Held until Kafka has confirmed or refused all that was sent; then left,
   * once.
   */
  public record Use(Topics topics, AtomicInteger count) {
    public void release() {
      count.decrementAndGet();
    }
  }

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

  /** Whether the topics of this generation are written to no more; stays so once it is. */
  public boolean left(int generation) {
    if (layouts.intake() == generation) {
      return false;
    }
    AtomicInteger count = inUse.get(generation);
    return count == null || count.get() == 0;
  }
}
