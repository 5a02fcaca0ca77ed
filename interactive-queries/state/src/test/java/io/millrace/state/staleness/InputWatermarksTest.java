package io.millrace.state.staleness;

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
class InputWatermarksTest {
  private static final List<String> TOPICS = List.of("a", "b");

  /** Events, the task here, and another that may take its partition. Each step takes a moment. */
  private static final class World {
    final InputWatermarks marks = new InputWatermarks();
    final Map<String, List<Long>> appendedAt = new HashMap<>();
    final Map<String, Long> committed = new HashMap<>();

    /** What the task here shows. */
    final Map<String, Long> shown = new HashMap<>();

    /** What it has processed since it began. */
    final Map<String, Long> processed = new HashMap<>();

    boolean owner = true;

    /** Whether the marks were told that the task has begun. */
    boolean told = true;

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
      long end = ends().getOrDefault(topic, 0L);
      switch (what / 2 % 7) {
        case 0 -> appendedAt.getOrDefault(topic, new ArrayList<>()).add(now);
        case 1 -> {
          long next = Math.min(end, shown.getOrDefault(topic, 0L) + 1);
          shown.put(topic, next);
          processed.put(topic, next);
        }
        case 2 -> {
          if (owner) {
            committed.putAll(shown);
          } else {
            committed.put(topic, Math.min(end, committed.getOrDefault(topic, 0L) + 1));
          }
        }
        case 3 -> marks.ended(now, ends());
        case 4 -> {
          tell();
          marks.committed(now, committed);
        }
        case 5 -> begin();
        // It does not know yet.
        default -> owner = false;
      }
    }

    /** Here, perhaps again: what it had not committed is gone. */
    private void begin() {
      owner = true;
      shown.clear();
      shown.putAll(committed);
      processed.clear();
      told = false;
      if (now % 3 == 0) {
        marks.taskStarted(committed);
        told = true;
      }
    }

    private void tell() {
      if (!told) {
        marks.taskStarted(marks.committed());
        told = true;
      }
    }

    OptionalLong asOf() {
      InputWatermarks.Task task = topic -> processed.getOrDefault(topic, 0L);
      return told ? marks.asOf(task) : marks.asOfJustBegun(task);
    }

    /** The first event that is not shown came after the moment. */
    void expectTrue(OptionalLong asOf, Map<String, Long> shows) {
      asOf.ifPresent(
          moment ->
              appendedAt.forEach(
                  (topic, events) -> {
                    long next = shows.getOrDefault(topic, 0L);
                    if (next < events.size()) {
                      assertThat(events.get((int) next)).isGreaterThan(moment);
                    }
                  }));
    }
  }

  @Property
  void isNeverYoungerThanWhatIsShown(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 97) Integer> events) {
    var world = new World();
    var commits = new ArrayList<Map.Entry<Long, Map<String, Long>>>();
    for (int event : events) {
      world.happens(event);
      commits.add(Map.entry(world.now, Map.copyOf(world.committed)));
      world.expectTrue(world.asOf(), world.shown);
      // A copy that has what was committed at any moment, where topics show a commit late.
      for (Map.Entry<Long, Map<String, Long>> commit : commits) {
        world.expectTrue(
            world.marks.asOf(commit.getKey() + InputWatermarks.COMMIT_SPREAD_MS),
            commit.getValue());
      }
    }
  }

  @Property
  void isOfTheLastLookOnceAllIsShown(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 97) Integer> events) {
    var world = new World();
    events.forEach(world::happens);
    world.tell();
    world.marks.ended(++world.now, world.ends());
    assertThat(world.marks.asOf(topic -> world.ends().getOrDefault(topic, 0L))).hasValue(world.now);
    long looked = world.now;
    world.marks.committed(world.now + 5, world.ends());
    assertThat(world.marks.asOf(looked + 5 + InputWatermarks.COMMIT_SPREAD_MS)).hasValue(looked);
    assertThat(world.marks.asOfJustBegun(_ -> 0)).hasValue(looked);
    world.marks.taskStarted(world.marks.committed());
    assertThat(world.marks.asOf(_ -> 0)).hasValue(looked);
  }
}
