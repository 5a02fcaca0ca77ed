package io.millrace.interactivequeries.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is claimed of a partition, against what was in its topics at each moment. */
class InputMarksTest {
  private static final List<String> TOPICS = List.of("a", "b");

  /** Everything that happens takes a moment. */
  private static final class World {
    final InputMarks marks = new InputMarks();
    final Map<String, List<Long>> appendedAt = new HashMap<>();
    final Map<String, Long> processed = new HashMap<>();
    final Map<String, Long> committed = new HashMap<>();
    long now = 1_000;

    World() {
      TOPICS.forEach(topic -> appendedAt.put(topic, new ArrayList<>()));
    }

    Map<String, Long> ends() {
      var ends = new HashMap<String, Long>();
      appendedAt.forEach((topic, records) -> ends.put(topic, (long) records.size()));
      return ends;
    }

    void happens(int what) {
      now += 1 + what % 7 * 20L;
      String topic = TOPICS.get(what % 2);
      long end = appendedAt.getOrDefault(topic, List.of()).size();
      switch (what / 2 % 6) {
        case 0 -> appendedAt.getOrDefault(topic, new ArrayList<>()).add(now);
        case 1 ->
            processed.merge(
                topic, 1L, (before, one) -> Math.min(end, Math.max(before, next(topic)) + one));
        case 2 -> committed.putAll(everProcessed());
        case 3 -> marks.ended(now, ends());
        case 4 -> marks.committed(now, committed);
        // The task begins anew, here or elsewhere: what it had not committed is gone.
        default -> processed.clear();
      }
    }

    private Map<String, Long> everProcessed() {
      var all = new HashMap<String, Long>();
      TOPICS.forEach(topic -> all.put(topic, next(topic)));
      return all;
    }

    long next(String topic) {
      long end = appendedAt.getOrDefault(topic, List.of()).size();
      return Math.min(
          end, Math.max(processed.getOrDefault(topic, 0L), committed.getOrDefault(topic, 0L)));
    }

    /** The first record that is not processed came after the moment. */
    void expectTrue(OptionalLong asOf, Map<String, Long> processedUntil) {
      asOf.ifPresent(
          moment ->
              appendedAt.forEach(
                  (topic, records) -> {
                    long next = processedUntil.getOrDefault(topic, 0L);
                    if (next < records.size()) {
                      assertThat(records.get((int) next)).isGreaterThan(moment);
                    }
                  }));
    }
  }

  @Property
  void isNeverYoungerThanWhatIsProcessed(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 83) Integer> events) {
    var world = new World();
    var commits = new ArrayList<Map.Entry<Long, Map<String, Long>>>();
    for (int event : events) {
      world.happens(event);
      commits.add(Map.entry(world.now, Map.copyOf(world.committed)));
      world.expectTrue(
          world.marks.asOf(topic -> Math.min(world.next(topic), processedOrNone(world, topic))),
          world.everProcessed());
      // A copy that has what was committed at any moment, where topics show a commit late.
      for (Map.Entry<Long, Map<String, Long>> commit : commits) {
        world.expectTrue(
            world.marks.asOf(commit.getKey() + InputMarks.COMMIT_SPREAD_MS), commit.getValue());
      }
    }
  }

  @Property
  void isOfTheLastLookOnceAllIsProcessedOrCommitted(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 83) Integer> events) {
    var world = new World();
    events.forEach(world::happens);
    world.marks.ended(++world.now, world.ends());
    assertThat(world.marks.asOf(topic -> world.ends().getOrDefault(topic, 0L))).hasValue(world.now);
    long looked = world.now;
    world.marks.committed(world.now + 5, world.ends());
    assertThat(world.marks.asOf(_ -> 0)).hasValue(looked);
    assertThat(world.marks.asOf(looked + 5 + InputMarks.COMMIT_SPREAD_MS)).hasValue(looked);
  }

  private static long processedOrNone(World world, String topic) {
    return world.processed.getOrDefault(topic, 0L);
  }
}
