package io.millrace.service.segments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.serdes.visitor.SegmentState.Membership;
import io.millrace.topologies.segment.Explanation;
import io.millrace.topologies.segment.VisitorSegments;
import io.millrace.topologies.segment.rule.Behaviour;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.ConditionJson;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.Verdict;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a visitor is in a segment or not.
 *
 * @param version of the rule that is explained
 * @param active whether it is the active one, which decides about membership
 * @param visitor the canonical id
 * @param in whether the rule holds for the visitor
 * @param since when it became true
 * @param asOf the time of the evaluation
 * @param changesAt when the visitor enters or leaves by time alone; absent for never
 * @param idsMissing why events may have no ids; absent if all were found
 */
@Schema(name = "SegmentExplanation")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExplanationView(
    String segment,
    int version,
    boolean active,
    String visitor,
    boolean in,
    @Nullable String since,
    String asOf,
    @Nullable String changesAt,
    @Nullable String idsMissing,
    ConditionView rule) {
  private static final String NOT_YET = "not all of these events have reached ClickHouse yet";

  /**
   * A condition.
   *
   * @param kind its name
   * @param says the measured value and the requirement
   * @param condition as in the rule, if it has no parts
   * @param value the measured value; absent if there is no number, or no event
   * @param orMore whether it may be higher: no more events are kept than are needed to decide
   * @param roundedToMs the timestamps of its events are rounded down to this
   * @param changesAt when it changes by time alone; absent for never
   * @param events the latest that decide it, oldest first
   * @param earlierEvents how many further ones decide it
   * @param days the days that decide it, in the rule's time zone
   */
  @Schema(name = "ExplainedCondition")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ConditionView(
      String kind,
      boolean holds,
      @Nullable String says,
      @Schema(type = "object") @JsonRawValue @Nullable String condition,
      @Nullable Object value,
      @Nullable Boolean orMore,
      @Nullable Long roundedToMs,
      @Nullable String changesAt,
      @Nullable List<EventView> events,
      @Nullable Integer earlierEvents,
      @Nullable List<String> days,
      @Nullable List<ConditionView> parts) {}

  /**
   * A timestamp of events that decide a condition.
   *
   * @param ids of the matching events at that timestamp; absent if unknown
   */
  @Schema(name = "DecidingEvent")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record EventView(String at, @Nullable List<String> ids) {}

  static ExplanationView of(
      Segment segment,
      int version,
      VisitorMembershipReads.Read visitor,
      Explanation rule,
      EventIds ids) {
    VisitorSegments segments = visitor.segments();
    String name = segment.name();
    ConditionView view = view(rule, ids);
    return new ExplanationView(
        name,
        version,
        segment.active().filter(one -> one.version() == version).isPresent(),
        visitor.name(),
        rule.holds(),
        segments
            .membership(name, version)
            .map(Membership::since)
            .map(ConditionText::timestamp)
            .orElse(null),
        ConditionText.timestamp(segments.asOf()),
        moment(segments.changesAt(name, version)),
        ids.missing().orElse(lacksIds(view) ? NOT_YET : null),
        view);
  }

  private static ConditionView view(Explanation rule, EventIds ids) {
    return switch (rule) {
      case Explanation.All(var parts) -> group("all", rule, parts, ids);
      case Explanation.Any(var parts) -> group("any", rule, parts, ids);
      case Explanation.Not(var part) -> group("not", rule, List.of(part), ids);
      case Explanation.Behaves behaves -> behaves(behaves, ids);
      case Explanation.HasTrait trait ->
          leaf(new Condition.HasTrait(trait.test()), rule, trait.value());
      case Explanation.InSegment(var segment, var _) ->
          leaf(new Condition.InSegment(segment), rule, null);
    };
  }

  private static ConditionView group(
      String kind, Explanation rule, List<Explanation> parts, EventIds ids) {
    return new ConditionView(
        kind,
        rule.holds(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        parts.stream().map(part -> view(part, ids)).toList());
  }

  private static ConditionView leaf(Condition condition, Explanation rule, @Nullable String value) {
    var json = ConditionJson.write(condition);
    return new ConditionView(
        json.fieldNames().next(),
        rule.holds(),
        ConditionText.of(rule),
        json.toString(),
        value,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static ConditionView behaves(Explanation.Behaves behaves, EventIds ids) {
    Behaviour behaviour = behaves.behaviour();
    var json = ConditionJson.write(new Condition.Behaves(behaviour));
    double value = behaves.evidence().value();
    boolean days = DecidingEvents.keepsDays(behaviour);
    int further = behaves.evidence().deciding().size() - DecidingEvents.MAX_MOMENTS;
    return new ConditionView(
        json.fieldNames().next(),
        behaves.holds(),
        ConditionText.of(behaves),
        json.toString(),
        Double.isNaN(value) ? null : (Object) value,
        ConditionText.mayBeMore(behaviour, value) ? true : null,
        behaves.evidence().step() > 1 ? behaves.evidence().step() : null,
        moment(behaves.verdict().changesAt()),
        days ? null : events(behaves, ids),
        further > 0 && !days ? further : null,
        days ? days(behaves) : null,
        null);
  }

  private static List<EventView> events(Explanation.Behaves behaves, EventIds ids) {
    return DecidingEvents.timestamps(behaves).stream()
        .map(
            moment -> {
              List<String> found = ids.at(behaves, moment);
              return new EventView(ConditionText.timestamp(moment), found.isEmpty() ? null : found);
            })
        .toList();
  }

  private static List<String> days(Explanation.Behaves behaves) {
    Behaviour.Regularly rule = (Behaviour.Regularly) behaves.behaviour();
    return behaves.evidence().deciding().stream()
        .map(start -> LocalDate.ofInstant(Instant.ofEpochMilli(start), rule.zone()).toString())
        .toList();
  }

  private static boolean lacksIds(ConditionView view) {
    return Stream.ofNullable(view.events())
            .flatMap(List::stream)
            .anyMatch(event -> event.ids() == null)
        || Stream.ofNullable(view.parts())
            .flatMap(List::stream)
            .anyMatch(ExplanationView::lacksIds);
  }

  private static @Nullable String moment(long epochMs) {
    return epochMs == Verdict.NEVER ? null : ConditionText.timestamp(epochMs);
  }
}
