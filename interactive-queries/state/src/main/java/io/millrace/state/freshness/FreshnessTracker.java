package io.millrace.state.freshness;

import io.millrace.state.freshness.PipelineOffsets.PipelineTopic;
import io.millrace.state.freshness.PipelineOffsets.Reader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Up to when each source shows everything that was accepted. Driven by {@link #step} from one
 * thread, read from any.
 *
 * <p>The stages of a mark:
 *
 * <ol>
 *   <li><b>sorted</b>: Streams has committed past the ends of the event topics. The same commits
 *       contain the messages for events under another name of their visitor.
 *   <li><b>visited</b>: Streams has committed past the end of the messages, as often as an event
 *       may be forwarded from name to name: {@link #MAX_HOPS}. A longer chain of names is rare, and
 *       its events may be missing. The same commits contain the partials of all events in the
 *       repartition topic. While there are no messages, this takes no time.
 *   <li><b>merged</b>: Streams has committed past the end of that topic: <i>live</i>.
 *   <li><b>sent</b>: no partial merged before is still to be folded, and no row of a window is
 *       still to be sent. The stores show that before the row is in its topic, so a whole commit
 *       must follow, and after it still none must be pending.
 *   <li><b>sunk</b>: the sink has committed past the end of the rows: <i>rollup</i>.
 * </ol>
 *
 * From <b>visited</b> a second path leads past the end of the enriched events: <i>events</i>.
 *
 * <p>What is committed stays so whichever thread continues. A thread that fails loses the rest, so
 * the marks between <b>merged</b> and <b>sent</b> start again if other threads continue or it is
 * unknown whether they do. All others continue, also while partitions move.
 */
public final class FreshnessTracker {
  /** How often an event may be forwarded to another name of its visitor. */
  static final int MAX_HOPS = 3;

  private final PipelineOffsets offsets;
  private final Map<SourceKind, Long> asOf = new ConcurrentHashMap<>();
  private volatile long visited = Long.MIN_VALUE;
  private CommitCounts commits = CommitCounts.NONE;

  private final FreshnessStage<PartitionOffsets> toSort = new FreshnessStage<>();
  private final List<FreshnessStage<PartitionOffsets>> toRedirect =
      Stream.generate(FreshnessStage<PartitionOffsets>::new).limit(MAX_HOPS).toList();
  private final FreshnessStage<PartitionOffsets> toMerge = new FreshnessStage<>();
  private final FreshnessStage<Long> toTakeRows = new FreshnessStage<>();
  private final FreshnessStage<TakenRows> toCommitRows = new FreshnessStage<>();
  private final FreshnessStage<CommittedRows> toConfirmRows = new FreshnessStage<>();
  private final FreshnessStage<PartitionOffsets> toSinkRows = new FreshnessStage<>();
  private final FreshnessStage<PartitionOffsets> toSinkEvents = new FreshnessStage<>();

  /** The rows of partials merged until then are taken from the store: after this many commits. */
  private record TakenRows(long mergedAt, CommitCounts commits) {}

  /** The same, once committed. */
  private record CommittedRows(long mergedAt, long at) {}

  public FreshnessTracker(PipelineOffsets offsets) {
    this.offsets = offsets;
  }

  OptionalLong asOf(SourceKind kind) {
    Long known = asOf.get(kind);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** Up to when the visitors' records show everything; empty while unknown. */
  OptionalLong visited() {
    return visited == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(visited);
  }

  /**
   * One step. Goes from the end of the pipeline to its start, and reads the end offsets that a mark
   * waits for next after it was seen to have passed.
   */
  public void step() {
    if (!offsets.refresh()) {
      // Marks that wait for the ends of other topics never pass.
      commits = CommitCounts.NONE;
      toRedirect.forEach(FreshnessStage::clear);
      List.of(toSort, toMerge, toSinkRows, toSinkEvents).forEach(FreshnessStage::clear);
      return;
    }
    forgetWhatMayBeLost();
    passSunk();
    if (!commits.none()) {
      passSent();
    }
    passMerged();
    passSorted();
    passVisited();
    long moment = offsets.now();
    toSort.add(moment, offsets.ends(PipelineTopic.EVENTS));
  }

  private void forgetWhatMayBeLost() {
    CommitCounts before = commits;
    commits = offsets.commits();
    if (!commits.continues(before)) {
      List.of(toTakeRows, toCommitRows, toConfirmRows).forEach(FreshnessStage::clear);
    }
  }

  private void passSorted() {
    toSort
        .pass(ends -> offsets.passed(Reader.STREAMS, ends))
        .ifPresent(
            mark -> toRedirect.getFirst().add(mark.moment(), offsets.ends(PipelineTopic.MESSAGES)));
  }

  /** Forwards, as commits before these ends were read have passed them as well. */
  private void passVisited() {
    for (int hop = 0; hop < MAX_HOPS; hop++) {
      Optional<FreshnessMark<PartitionOffsets>> passed =
          toRedirect.get(hop).pass(ends -> offsets.passed(Reader.STREAMS, ends));
      if (passed.isPresent() && hop + 1 < MAX_HOPS) {
        toRedirect.get(hop + 1).add(passed.get().moment(), offsets.ends(PipelineTopic.MESSAGES));
      } else if (passed.isPresent()) {
        visited = passed.get().moment();
        toSinkEvents.add(passed.get().moment(), offsets.ends(PipelineTopic.ENRICHED));
        toMerge.add(passed.get().moment(), offsets.ends(PipelineTopic.PARTIALS));
      }
    }
  }

  private void passMerged() {
    toMerge
        .pass(ends -> offsets.passed(Reader.STREAMS, ends))
        .ifPresent(
            mark -> {
              asOf.put(SourceKind.LIVE, mark.moment());
              toTakeRows.add(mark.moment(), offsets.now());
            });
  }

  private void passSent() {
    PendingWindows waiting = offsets.pendingWindows();
    toConfirmRows
        .pass(rows -> waiting.seenAt() > rows.at && waiting.noneSince(rows.mergedAt))
        .ifPresent(mark -> toSinkRows.add(mark.moment(), offsets.ends(PipelineTopic.ROWS)));
    toCommitRows
        .pass(rows -> commits.wholeCommitSince(rows.commits))
        .ifPresent(
            mark ->
                toConfirmRows.add(
                    mark.moment(), new CommittedRows(mark.waitsFor().mergedAt, offsets.now())));
    toTakeRows
        .pass(waiting::noneSince)
        .ifPresent(
            mark -> toCommitRows.add(mark.moment(), new TakenRows(mark.waitsFor(), commits)));
  }

  private void passSunk() {
    toSinkEvents
        .pass(ends -> offsets.passed(Reader.SINK, ends))
        .ifPresent(mark -> asOf.put(SourceKind.EVENTS, mark.moment()));
    toSinkRows
        .pass(ends -> offsets.passed(Reader.SINK, ends))
        .ifPresent(mark -> asOf.put(SourceKind.ROLLUP, mark.moment()));
  }
}
