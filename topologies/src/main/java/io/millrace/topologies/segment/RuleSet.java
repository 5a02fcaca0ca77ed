package io.millrace.topologies.segment;

import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.event.Event;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.RuleVersion.Tracked;
import io.millrace.topologies.segment.rule.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * All rules of a tenant, compiled for evaluation: each slot once, however many behaviours and rules
 * share it, with an index of the events that can affect it. Immutable.
 */
public final class RuleSet {
  /** The rules of a tenant without segments. */
  public static final RuleSet EMPTY = new RuleSet(List.of(), List.of());

  private static final int NONE = -1;

  private final List<Rule> rules = new ArrayList<>();
  private final List<SlotRule> slots = new ArrayList<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, Integer> placeOfSlot = new HashMap<>();
  private final BehaviourIndex index;
  private final int[][] rulesOfRule;
  private final int[] rulesOfTraits;
  private final long hash;

  /**
   * A version of a segment's rule.
   *
   * @param number of the segment
   * @param active whether it decides about the membership
   */
  record Rule(
      String segment, int number, int version, boolean active, Condition text, RuleNode node) {}

  private RuleSet(List<Segment> segments, Collection<String> removed) {
    removed.forEach(name -> names.put(MemberKey.segmentNumber(name), name));
    var placeOfSegment = new HashMap<String, Integer>();
    for (Segment segment : inOrder(segments)) {
      names.put(MemberKey.segmentNumber(segment.name()), segment.name());
      segment
          .active()
          .ifPresent(
              version -> {
                rules.add(rule(segment.name(), version, true, placeOfSegment));
                placeOfSegment.put(segment.name(), rules.size() - 1);
              });
    }
    for (Segment segment : segments) {
      for (RuleVersion version : segment.evaluated()) {
        if (!segment.active().filter(version::equals).isPresent()) {
          rules.add(rule(segment.name(), version, false, placeOfSegment));
        }
      }
    }
    index = new BehaviourIndex(slots.stream().map(SlotRule::widest).toList());
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).askedBy(rulesOfBehaviours(i));
    }
    rulesOfRule = new int[rules.size()][];
    for (int i = 0; i < rulesOfRule.length; i++) {
      int place = i;
      rulesOfRule[i] = rulesWith(node -> node.equals(new RuleNode.InRule(place)));
    }
    rulesOfTraits = rulesWith(node -> node instanceof RuleNode.HasTrait);
    hash = hashOf(rules, slots);
  }

  /**
   * Compiles a tenant's segments.
   *
   * @param removed names of former segments: visitors leave them
   */
  public static RuleSet of(List<Segment> segments, Collection<String> removed) {
    return segments.isEmpty() && removed.isEmpty() ? EMPTY : new RuleSet(segments, removed);
  }

  /** A hash that differs between different rules; 0 for the empty set. */
  public long hash() {
    return hash;
  }

  /** Whether there are no rules and no slots. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  List<Rule> rules() {
    return rules;
  }

  SlotRule slot(int place) {
    return slots.get(place);
  }

  /** The index of the slot with this number; -1 if no rule uses it any more. */
  int indexOfSlot(int number) {
    return placeOfSlot.getOrDefault(number, NONE);
  }

  boolean has(int number, int version) {
    return rules.stream().anyMatch(rule -> rule.number() == number && rule.version() == version);
  }

  /** The segment's name, also of a removed one; {@code ""} if unknown. */
  String nameOf(int number) {
    return names.getOrDefault(number, "");
  }

  /** The slots that the event can affect, each once. */
  int[] slotsAffectedBy(Event event) {
    return index.affectedBy(event);
  }

  int[] rulesOfRule(int place) {
    return rulesOfRule[place];
  }

  int[] rulesOfTraits() {
    return rulesOfTraits;
  }

  /** The active rule of a segment. */
  Optional<Rule> active(int number) {
    return rules.stream().filter(rule -> rule.active() && rule.number() == number).findFirst();
  }

  /** The backfill for the behaviours that count since this time, epoch milliseconds. */
  public HistoryBackfill backlog(long since) {
    return new HistoryBackfill(
        slots.stream().filter(slot -> slot.since() == since).toList(), since);
  }

  private Rule rule(
      String segment, RuleVersion version, boolean active, Map<String, Integer> placeOfSegment) {
    var tracked = version.behaviours().iterator();
    RuleNode node = node(version.rule(), tracked, placeOfSegment);
    return new Rule(
        segment, MemberKey.segmentNumber(segment), version.version(), active, version.rule(), node);
  }

  private RuleNode node(
      Condition condition, Iterator<Tracked> tracked, Map<String, Integer> placeOfSegment) {
    return switch (condition) {
      case Condition.All(var parts) -> new RuleNode.All(nodes(parts, tracked, placeOfSegment));
      case Condition.Any(var parts) -> new RuleNode.Any(nodes(parts, tracked, placeOfSegment));
      case Condition.Not(var part) -> new RuleNode.Not(node(part, tracked, placeOfSegment));
      case Condition.Behaves _ -> behaves(tracked.next());
      case Condition.HasTrait(var test) -> new RuleNode.HasTrait(test);
      case Condition.InSegment(var segment) -> {
        int place = placeOfSegment.getOrDefault(segment, NONE);
        yield place == NONE ? new RuleNode.Nowhere() : new RuleNode.InRule(place);
      }
    };
  }

  private List<RuleNode> nodes(
      List<Condition> parts, Iterator<Tracked> tracked, Map<String, Integer> placeOfSegment) {
    return parts.stream().map(part -> node(part, tracked, placeOfSegment)).toList();
  }

  private RuleNode behaves(Tracked tracked) {
    Behaviour behaviour = tracked.behaviour();
    int number = tracked.slot();
    // Two shapes with one hash are not expected in practice; they must not share a slot if they
    // occur.
    while (isTaken(number, behaviour)) {
      number++;
    }
    int slot = placeOfSlot.getOrDefault(number, NONE);
    if (slot == NONE) {
      slot = slots.size();
      slots.add(new SlotRule(number, tracked.since(), behaviour));
      placeOfSlot.put(number, slot);
    }
    return new RuleNode.Behaves(slot, slots.get(slot).place(behaviour));
  }

  private boolean isTaken(int number, Behaviour behaviour) {
    int place = placeOfSlot.getOrDefault(number, NONE);
    return place != NONE && !slots.get(place).accepts(behaviour);
  }

  private List<int[]> rulesOfBehaviours(int slot) {
    return IntStream.range(0, slots.get(slot).size())
        .mapToObj(place -> rulesWith(new RuleNode.Behaves(slot, place)::equals))
        .toList();
  }

  private int[] rulesWith(Predicate<RuleNode> wanted) {
    return IntStream.range(0, rules.size())
        .filter(i -> anywhere(rules.get(i).node(), wanted))
        .toArray();
  }

  private static boolean anywhere(RuleNode node, Predicate<RuleNode> wanted) {
    return wanted.test(node)
        || switch (node) {
          case RuleNode.All(var parts) -> parts.stream().anyMatch(part -> anywhere(part, wanted));
          case RuleNode.Any(var parts) -> parts.stream().anyMatch(part -> anywhere(part, wanted));
          case RuleNode.Not(var part) -> anywhere(part, wanted);
          case RuleNode.Behaves _, RuleNode.HasTrait _, RuleNode.InRule _, RuleNode.Nowhere _ ->
              false;
        };
  }

  /**
   * Segments that others refer to come before those. Only references of active rules count: nothing
   * refers to another version, and so those may come last.
   */
  private static List<Segment> inOrder(List<Segment> segments) {
    var byName = new HashMap<String, Segment>();
    segments.forEach(segment -> byName.put(segment.name(), segment));
    var ordered = new ArrayList<Segment>();
    var seen = new HashSet<String>();
    segments.forEach(segment -> visit(segment, byName, seen, ordered));
    return ordered;
  }

  private static void visit(
      Segment segment, Map<String, Segment> byName, Set<String> seen, List<Segment> ordered) {
    if (!seen.add(segment.name())) {
      return;
    }
    List<String> needed =
        segment.active().map(version -> RuleVersion.segments(version.rule())).orElse(List.of());
    for (String other : needed) {
      if (byName.containsKey(other)) {
        visit(byName.get(other), byName, seen, ordered);
      }
    }
    ordered.add(segment);
  }

  /** No rules at all are the same as none yet. */
  private static long hashOf(List<Rule> rules, List<SlotRule> slots) {
    if (rules.isEmpty()) {
      return 0;
    }
    var text = new StringBuilder();
    for (Rule rule : rules) {
      text.append(rule.segment()).append('/').append(rule.version()).append(rule.active());
    }
    var bytes = new ByteWriter(8 * slots.size() + 8);
    slots.forEach(slot -> bytes.writeIntBigEndian(slot.number()));
    long hash = Hash.of(text.append(Arrays.hashCode(bytes.toBytes())).toString());
    return hash == 0 ? 1 : hash;
  }
}
