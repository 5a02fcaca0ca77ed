package io.millrace.topologies.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.visitor.StoredSlot;
import io.millrace.serdes.visitor.Trait;
import io.millrace.serdes.visitor.TraitValue;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A visitor who does random things at random times, beside all that was ever done. */
final class RandomVisitor implements MembershipListener {
  static final long START = 1_700_000_000_000L;

  private final VisitorKey visitor;
  private final Random random;
  private final RandomRules rules;
  private final List<Event> events = new ArrayList<>();
  private final List<SegmentChange> told = new ArrayList<>();
  private final Set<String> announced = new HashSet<>();
  private final Set<String> members = new HashSet<>();
  private List<Segment> segments;
  private RuleSet book;
  private VisitorRecord record = VisitorRecord.fresh();
  private long clock = START;

  /** When the latest event was received: history is read once nothing older can come. */
  private long received = START;

  RandomVisitor(String visitor, Random random, List<Segment> segments) {
    this.visitor = new VisitorKey("shop", visitor);
    this.random = random;
    this.rules = new RandomRules(random);
    this.segments = segments;
    this.book = RuleSet.of(segments, List.of());
  }

  /** Something happens: an event, some time, or a step of the clock. */
  void step() {
    switch (random.nextInt(8)) {
      case 0 -> clock -= random.nextLong(rules.length());
      case 1, 2 -> pass(clock + random.nextLong(rules.length()));
      case 3 -> pass(Math.max(clock, next()));
      default -> act();
    }
    keep();
  }

  /** Just before and just at the next moment at which something changes by itself. */
  private long next() {
    long due = record.segments().changesAt();
    return due == Long.MAX_VALUE ? clock : due - random.nextInt(2);
  }

  private void act() {
    clock += random.nextLong(2_000);
    long late = random.nextInt(3) == 0 ? random.nextLong(rules.length()) : random.nextLong(3_000);
    long ahead = random.nextInt(10) == 0 ? random.nextLong(5_000) : 0;
    received = Math.max(received, clock);
    Event event = rules.event(visitor.visitor(), clock - late + ahead, received);
    events.add(event);
    if (event.type() == EventType.IDENTIFY) {
      var plan = new TraitValue.Text(event.properties().texts().getOrDefault("plan", ""));
      record.traits().put("plan", new Trait(plan, event.occurredAt()));
    }
    evaluation().take(event, clock);
  }

  private void pass(long until) {
    clock = until;
    int known = told.size();
    evaluation().advance(clock);
    for (SegmentChange change : told.subList(known, told.size())) {
      if (change.cause() == Cause.TIME) {
        assertThat(model(change.at()).isIn(change.segment()))
            .as("%s at %d", change, change.at())
            .isEqualTo(change.entered());
      }
    }
  }

  /** Other rules, whose behaviours count from now on and learn the rest from history. */
  void swap(List<Segment> others) {
    long since = Math.max(clock, received) + 1;
    clock = since;
    received = since;
    segments = others.stream().map(segment -> countingSince(since, segment)).toList();
    List<String> gone = List.of("s0", "s1", "s2", "s3");
    book = RuleSet.of(segments, gone);
    evaluation().advance(clock);
    HistoryBackfill backlog = book.backlog(since);
    events.stream().filter(event -> event.receivedAt() < since).forEach(backlog::add);
    evaluation().absorb(backlog.take(), Cause.RULE, clock);
    keep();
  }

  /** Takes the life of another, who turns out to be the same. */
  void merge(RandomVisitor other) {
    clock = Math.max(clock, other.clock);
    var slots = new HashMap<Integer, byte[]>();
    for (StoredSlot slot : other.record.segments().slots()) {
      slots.put(slot.number(), slot.bytes());
    }
    other.record.traits().all().forEach((name, trait) -> record.traits().put(name, trait));
    events.addAll(other.events);
    long moment = Math.max(clock, other.record.segments().evaluatedAt());
    evaluation().absorb(slots, Cause.MERGE, moment);
    keep();
  }

  /** What is kept says the same as going through all events. */
  void check() {
    evaluation().advance(clock);
    long now = record.segments().evaluatedAt();
    NaiveSegments model = model(now);
    for (Segment segment : segments) {
      int number = MemberKey.segmentNumber(segment.name());
      int version = segment.active().orElseThrow().version();
      boolean isIn = record.segments().membership(number, version) != null;
      assertThat(isIn)
          .as("%s at %d: %s of %s", segment.name(), now, segment.active(), events)
          .isEqualTo(model.isIn(segment.name()));
      assertThat(announced.contains(segment.name())).isEqualTo(isIn);
      assertThat(members.contains(number + "/" + version)).isEqualTo(isIn);
    }
    assertThat(announced.size()).isEqualTo(members.size());
  }

  @Override
  public void changed(SegmentChange change) {
    told.add(change);
    boolean news =
        change.entered() ? announced.add(change.segment()) : announced.remove(change.segment());
    assertThat(news).as("told twice: %s", change).isTrue();
  }

  @Override
  public void member(VisitorKey who, int segment, int version, long since, boolean isIn) {
    String name = segment + "/" + version;
    assertThat(isIn ? members.add(name) : members.remove(name)).isTrue();
  }

  /** From here on it is what its bytes say. */
  private void keep() {
    record = VisitorRecord.fromBytes(record.toBytes());
  }

  private Evaluation evaluation() {
    return new Evaluation(book, visitor, record.segments(), record.traits(), this);
  }

  private NaiveSegments model(long now) {
    return new NaiveSegments(segments, events, record.traits(), now);
  }

  private static Segment countingSince(long since, Segment segment) {
    RuleVersion version = segment.active().orElseThrow();
    var counting =
        new RuleVersion(
            version.version() + 1,
            version.rule(),
            version.behaviours().stream()
                .map(tracked -> new RuleVersion.Tracked(tracked.behaviour(), since))
                .toList());
    return new Segment(
        segment.tenant(),
        segment.name(),
        "",
        version.version(),
        Optional.of(counting),
        segment.candidate(),
        segment.previous());
  }
}
