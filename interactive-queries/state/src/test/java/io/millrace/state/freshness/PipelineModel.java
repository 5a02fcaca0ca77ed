package io.millrace.state.freshness;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A pipeline in miniature, one partition per topic, that shows a {@link PipelineOffsets} what the
 * real one would: stores before their commits, topics with records that are not committed yet.
 *
 * <p>It knows for each event where it is, and so whether a moment that is claimed is true.
 */
final class PipelineModel implements PipelineOffsets {
  private long now = 1_000;
  private final Map<PipelineTopic, Long> ends = new EnumMap<>(PipelineTopic.class);
  private final Map<PipelineTopic, Long> read = new EnumMap<>(PipelineTopic.class);
  private double commits;
  private int thread = 1;
  private boolean untold;

  /** Events accepted, by the time of their acceptance; each is at one place. */
  private final Deque<Long> inEvents = new ArrayDeque<>();

  /** Events under another name of their visitor, by how many more names they must go on to. */
  private final List<List<Long>> inMessages = new ArrayList<>();

  private final Deque<Long> inPartials = new ArrayDeque<>();
  private final List<Long> inStore = new ArrayList<>();
  private final List<Long> taken = new ArrayList<>();
  private final Deque<Long> inRows = new ArrayDeque<>();
  private final Deque<Long> inEnriched = new ArrayDeque<>();
  private long waitingSince = Long.MAX_VALUE;
  private long waitingSinceBeforeTaken = Long.MAX_VALUE;

  PipelineModel() {
    for (int hops = 0; hops < FreshnessTracker.MAX_HOPS; hops++) {
      inMessages.add(new ArrayList<>());
    }
    for (PipelineTopic place : PipelineTopic.values()) {
      ends.put(place, 0L);
      read.put(place, 0L);
    }
  }

  void tick(long ms) {
    now += ms;
  }

  void accept() {
    inEvents.add(now);
    grow(ends, PipelineTopic.EVENTS, 1);
  }

  /** Reads the events, sends what becomes of them on, and commits. */
  void visit() {
    grow(read, PipelineTopic.EVENTS, inEvents.size());
    count(inEvents);
    inEvents.clear();
    commit();
  }

  /** The same, but the events came under another name, so many names from the visitor's. */
  void redirect(int hops) {
    grow(read, PipelineTopic.EVENTS, inEvents.size());
    inMessages.get(hops - 1).addAll(inEvents);
    grow(ends, PipelineTopic.MESSAGES, inEvents.size());
    inEvents.clear();
    commit();
  }

  /** Reads the messages, and commits: each event is one name nearer. */
  void deliver() {
    List<Long> arrived = List.copyOf(inMessages.getFirst());
    for (int hops = 0; hops < inMessages.size(); hops++) {
      grow(read, PipelineTopic.MESSAGES, inMessages.get(hops).size());
      inMessages.get(hops).clear();
      if (hops + 1 < inMessages.size()) {
        inMessages.get(hops).addAll(inMessages.get(hops + 1));
        grow(ends, PipelineTopic.MESSAGES, inMessages.get(hops + 1).size());
      }
    }
    count(arrived);
    commit();
  }

  private void count(Collection<Long> events) {
    inPartials.addAll(events);
    grow(ends, PipelineTopic.PARTIALS, events.size());
    inEnriched.addAll(events);
    grow(ends, PipelineTopic.ENRICHED, events.size());
  }

  /** Merges the partials into their windows, and commits. */
  void merge() {
    if (!inPartials.isEmpty()) {
      waitingSince = Math.min(waitingSince, now);
    }
    grow(read, PipelineTopic.PARTIALS, inPartials.size());
    inStore.addAll(inPartials);
    inPartials.clear();
    commit();
  }

  /** Takes the windows that wait; their rows are in the producer only, not committed. */
  void take() {
    taken.addAll(inStore);
    inStore.clear();
    waitingSinceBeforeTaken = Math.min(waitingSinceBeforeTaken, waitingSince);
    waitingSince = Long.MAX_VALUE;
  }

  void commit() {
    inRows.addAll(taken);
    grow(ends, PipelineTopic.ROWS, taken.size());
    taken.clear();
    waitingSinceBeforeTaken = Long.MAX_VALUE;
    commits++;
  }

  /** The stream thread fails: what it had taken is back, and another goes on. */
  void fail() {
    inStore.addAll(taken);
    taken.clear();
    waitingSince = Math.min(waitingSince, waitingSinceBeforeTaken);
    waitingSinceBeforeTaken = Long.MAX_VALUE;
    thread++;
    commits = 0;
  }

  /** Partitions are being assigned, or no longer: the instances do not tell how far they are. */
  void untold(boolean now) {
    untold = now;
  }

  void sinkRows() {
    grow(read, PipelineTopic.ROWS, inRows.size());
    inRows.clear();
  }

  void sinkEvents() {
    grow(read, PipelineTopic.ENRICHED, inEnriched.size());
    inEnriched.clear();
  }

  /** Whether all that was accepted before is in the store. */
  boolean liveShows(long moment) {
    return noneUncounted(moment) && none(inPartials, moment);
  }

  boolean rollupShows(long moment) {
    return liveShows(moment)
        && none(inStore, moment)
        && none(taken, moment)
        && none(inRows, moment);
  }

  boolean eventsShow(long moment) {
    return noneUncounted(moment) && none(inEnriched, moment);
  }

  private boolean noneUncounted(long moment) {
    return none(inEvents, moment) && inMessages.stream().allMatch(all -> none(all, moment));
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public boolean refresh() {
    return true;
  }

  @Override
  public PartitionOffsets ends(PipelineTopic place) {
    return new PartitionOffsets(Map.of(partition(place), ends.getOrDefault(place, 0L)));
  }

  @Override
  public boolean passed(Reader reader, PartitionOffsets wanted) {
    var positions = new HashMap<TopicPartition, Long>();
    read.forEach((place, offset) -> positions.put(partition(place), offset));
    return wanted.next().entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  @Override
  public CommitCounts commits() {
    return untold ? CommitCounts.NONE : new CommitCounts(Map.of("thread-" + thread, commits));
  }

  @Override
  public PendingWindows pendingWindows() {
    return new PendingWindows(now, waitingSince);
  }

  private static boolean none(Iterable<Long> accepted, long before) {
    for (long moment : accepted) {
      if (moment < before) {
        return false;
      }
    }
    return true;
  }

  private static void grow(Map<PipelineTopic, Long> offsets, PipelineTopic place, long by) {
    offsets.merge(place, by, Long::sum);
  }

  private static TopicPartition partition(PipelineTopic place) {
    return new TopicPartition(place.name(), 0);
  }
}
