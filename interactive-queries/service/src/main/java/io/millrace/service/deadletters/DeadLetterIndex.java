package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterKey;
import io.millrace.serdes.deadletter.DeadLetterMark;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters and their states, in memory. It holds a limited number of dead letters, the
 * newest; all marks are kept, as a dead letter whose mark was lost would be replayed again. Thread
 * safe.
 */
@Singleton
final class DeadLetterIndex {
  /** Of a few hundred bytes each. */
  private static final int CEILING = 100_000;

  private static final int MAX_REASONS = 10_000;

  private final int ceiling;
  private final NavigableSet<DeadLetter> byAge = new TreeSet<>(DeadLetter.BY_AGE);
  private final Map<DeadLetterKey, DeadLetter> byKey = new HashMap<>();
  private final Map<DeadLetterId, DeadLetter> byId = new HashMap<>();
  private final Map<DeadLetterKey, DeadLetterMark> marks = new HashMap<>();
  private final Map<Group, Long> counts = new HashMap<>();
  private final Map<FailureReason, FailureReason> reasons = new HashMap<>();
  private long dropped;

  @Inject
  DeadLetterIndex() {
    this(CEILING);
  }

  DeadLetterIndex(int ceiling) {
    this.ceiling = ceiling;
  }

  /** A dead letter and its mark; no mark while it is open. */
  record Entry(DeadLetter letter, @Nullable DeadLetterMark mark) {
    DeadLetterState state() {
      return DeadLetterState.of(mark);
    }
  }

  private record Group(String connector, DeadLetterState state) {}

  /** The common properties of dead letters in the summary. */
  record Kind(String connector, String table, String column, String reason, DeadLetterState state) {
    static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::connector)
            .thenComparing(Kind::table)
            .thenComparing(Kind::column)
            .thenComparing(Kind::reason)
            .thenComparing(Kind::state);
  }

  /** The number of dead letters of a kind, and the time range. */
  record Tally(long count, long first, long last) {
    Tally with(long at) {
      return new Tally(count + 1, Math.min(first, at), Math.max(last, at));
    }
  }

  /** Adds a dead letter, which may be a further copy of a known one. */
  synchronized void add(DeadLetter letter) {
    DeadLetter known = byKey.get(letter.key());
    if (known != null && known.id().compareTo(letter.id()) <= 0) {
      return;
    }
    if (known != null) {
      remove(known);
    }
    insert(letter);
    while (byAge.size() > ceiling) {
      remove(byAge.first());
      dropped++;
    }
  }

  /**
   * Sets the mark of a dead letter.
   *
   * @param mark null if it is open again
   */
  synchronized void mark(DeadLetterKey key, @Nullable DeadLetterMark mark) {
    DeadLetter letter = byKey.get(key);
    if (letter != null) {
      count(letter, -1);
    }
    if (mark == null) {
      marks.remove(key);
    } else {
      marks.put(key, mark);
    }
    if (letter != null) {
      count(letter, 1);
    }
  }

  /** Removes the dead letters that are gone, such as those of a topic that is no longer used. */
  synchronized void retain(Predicate<DeadLetterId> there) {
    for (DeadLetter gone : byAge.stream().filter(letter -> !there.test(letter.id())).toList()) {
      remove(gone);
    }
  }

  synchronized @Nullable Entry find(DeadLetterId id) {
    DeadLetter letter = byId.get(id);
    return letter == null ? null : entry(letter);
  }

  /** The mark of this key, whether or not its dead letter is in the index. */
  synchronized @Nullable DeadLetterMark markOf(DeadLetterKey key) {
    return marks.get(key);
  }

  /**
   * The newest that match the filter.
   *
   * @param before only those older than this
   */
  synchronized List<Entry> newest(
      DeadLetterFilter filter, int limit, @Nullable DeadLetterCursor before) {
    NavigableSet<DeadLetter> range =
        before == null ? byAge : byAge.headSet(before.asDeadLetter(), false);
    return taken(range.descendingSet(), filter, limit);
  }

  /** The oldest open ones that match the filter. */
  synchronized List<Entry> oldest(DeadLetterFilter filter, int limit) {
    return taken(byAge, filter, limit);
  }

  synchronized long count(DeadLetterFilter filter) {
    return byAge.stream().filter(letter -> filter.matches(letter, state(letter))).count();
  }

  synchronized Map<Kind, Tally> summary() {
    var summary = new TreeMap<Kind, Tally>(Kind.ORDER);
    for (DeadLetter letter : byAge) {
      FailureReason why = letter.why();
      var kind =
          new Kind(letter.connector(), why.table(), why.column(), why.reason(), state(letter));
      summary.merge(
          kind, new Tally(1, letter.at(), letter.at()), (sum, _) -> sum.with(letter.at()));
    }
    return summary;
  }

  synchronized Set<String> connectors() {
    var connectors = new TreeSet<String>();
    counts.keySet().forEach(group -> connectors.add(group.connector()));
    return connectors;
  }

  synchronized long count(String connector, DeadLetterState state) {
    return counts.getOrDefault(new Group(connector, state), 0L);
  }

  /** How many dead letters were evicted. */
  synchronized long dropped() {
    return dropped;
  }

  private List<Entry> taken(Collection<DeadLetter> letters, DeadLetterFilter filter, int limit) {
    var taken = new ArrayList<Entry>();
    for (DeadLetter letter : letters) {
      if (taken.size() == limit) {
        break;
      }
      if (filter.matches(letter, state(letter))) {
        taken.add(entry(letter));
      }
    }
    return taken;
  }

  private void insert(DeadLetter given) {
    DeadLetter letter = given.with(shared(given.why()));
    byAge.add(letter);
    byKey.put(letter.key(), letter);
    byId.put(letter.id(), letter);
    count(letter, 1);
  }

  private void remove(DeadLetter letter) {
    byAge.remove(letter);
    byKey.remove(letter.key());
    byId.remove(letter.id());
    count(letter, -1);
  }

  private void count(DeadLetter letter, long change) {
    counts.merge(new Group(letter.connector(), state(letter)), change, Long::sum);
  }

  /** Many dead letters share few reasons. */
  private FailureReason shared(FailureReason why) {
    if (reasons.size() >= MAX_REASONS) {
      reasons.clear();
    }
    return reasons.computeIfAbsent(why, same -> same);
  }

  private DeadLetterState state(DeadLetter letter) {
    return DeadLetterState.of(marks.get(letter.key()));
  }

  private Entry entry(DeadLetter letter) {
    return new Entry(letter, marks.get(letter.key()));
  }
}
