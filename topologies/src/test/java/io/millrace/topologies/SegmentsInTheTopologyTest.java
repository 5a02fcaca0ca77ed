package io.millrace.topologies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.topologies.segment.rule.Condition;
import io.millrace.topologies.segment.rule.ConditionJson;
import io.millrace.topologies.segment.rule.MemberKey;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.RuleVersion.Tracked;
import io.millrace.topologies.segment.rule.Segment;
import io.millrace.topologies.segment.rule.SegmentJson;
import io.millrace.topologies.segment.rule.SegmentKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Segments as the whole topology keeps them: changes, members, timers, other rules, ties. */
class SegmentsInTheTopologyTest {
  private static final String LATELY =
      "{\"did\": {\"type\": \"browse\"}, \"atLeast\": 2, \"within\": \"10s\"}";
  private static final String NEVER_BOUGHT = "{\"never\": {\"type\": \"purchase\"}}";

  private final RunningTopology running = new RunningTopology();

  @AfterEach
  void close() {
    running.close();
  }

  @Test
  void entersByAnEventAndLeavesByTimeAlone() throws Exception {
    define("lately", 1, LATELY);
    running.send(Events.browse("ada", "1", RunningTopology.NOW.minusSeconds(4)));
    running.send(Events.browse("ada", "2", RunningTopology.NOW.minusSeconds(1)));
    running.send(Events.browse("ada", "2", RunningTopology.NOW.minusSeconds(1)));
    assertThat(running.segmentChanges())
        .containsExactly(
            change("ada", "lately", 1, true, RunningTopology.NOW.toEpochMilli(), Cause.EVENT, "2"));
    assertThat(size("lately", 1)).isEqualTo(1);
    running.advance(Duration.ofMillis(5_900));
    assertThat(running.segmentChanges()).isEmpty();
    running.advance(Duration.ofMillis(200));
    long due = RunningTopology.NOW.plusSeconds(6).toEpochMilli();
    assertThat(running.segmentChanges())
        .containsExactly(change("ada", "lately", 1, false, due, Cause.TIME, ""));
    running.send(Events.browse("someone", "3", RunningTopology.NOW.minusSeconds(60)));
    assertThat(size("lately", 1)).isZero();
    assertThat(entries(StoreNames.TIMERS)).isZero();
  }

  @Test
  void otherRulesReachVisitorsWhoDoNothing() throws Exception {
    running.send(Events.browse("ada", "1", RunningTopology.NOW));
    define("never-bought", 1, NEVER_BOUGHT);
    running.settle();
    assertThat(running.segmentChanges())
        .extracting(SegmentChange::visitor, SegmentChange::entered, SegmentChange::cause)
        .containsExactly(tuple("ada", true, Cause.RULE));
    define("never-bought", 2, LATELY);
    running.settle();
    assertThat(running.segmentChanges())
        .extracting(SegmentChange::version, SegmentChange::entered, SegmentChange::cause)
        .containsExactly(tuple(2, false, Cause.RULE));
    running.define(
        new Definition(
            SegmentKind.INSTANCE.wireName(),
            "shop",
            "never-bought",
            3,
            0,
            SegmentJson.bodyOfRemoved(2)));
    running.settle();
    assertThat(running.visitor("shop", "ada").segments().slots()).isEmpty();
    assertThat(running.visitor("shop", "ada").segments().memberships()).isEmpty();
  }

  @Test
  void whatTwoNamesDidCountsTogetherOnceTheyAreTied() throws Exception {
    define("lately", 1, LATELY);
    define("never-bought", 1, NEVER_BOUGHT);
    running.send(Events.browse("device", "1", RunningTopology.NOW.minusSeconds(3)));
    running.send(Events.browse("ada", "2", RunningTopology.NOW.minusSeconds(2)));
    var _ = running.segmentChanges();
    running.send(tie("ada", "device"));
    running.settle();
    List<SegmentChange> changes = running.segmentChanges();
    assertThat(changes)
        .filteredOn(change -> change.visitor().equals("device"))
        .extracting(SegmentChange::segment, SegmentChange::entered, SegmentChange::cause)
        .containsExactly(tuple("never-bought", false, Cause.MERGE));
    assertThat(changes)
        .filteredOn(change -> change.visitor().equals("ada") && change.entered())
        .extracting(SegmentChange::segment, SegmentChange::cause)
        .containsExactly(tuple("lately", Cause.MERGE));
    assertThat(size("never-bought", 1)).isEqualTo(1);
  }

  private void define(String name, int version, String json) throws Exception {
    Condition rule =
        new ConditionJson(ZoneOffset.UTC).parse("rule", new ObjectMapper().readTree(json));
    List<Tracked> tracked =
        RuleVersion.behaviours(rule).stream().map(one -> new Tracked(one, 0)).toList();
    var segment =
        new Segment(
            "shop",
            name,
            "",
            version,
            Optional.of(new RuleVersion(version, rule, tracked)),
            Optional.empty(),
            Optional.empty());
    running.define(
        new Definition(
            SegmentKind.INSTANCE.wireName(),
            "shop",
            name,
            version,
            0,
            SegmentKind.INSTANCE.print(segment)));
  }

  private long size(String segment, int version) {
    byte[] key = MemberKey.size("shop", MemberKey.segmentNumber(segment), version);
    byte[] size = running.store(StoreNames.SEGMENT_MEMBERS).get(Bytes.wrap(key));
    return size == null ? 0 : new ByteReader(size).readLongBigEndian();
  }

  private long entries(String store) {
    long count = 0;
    try (KeyValueIterator<Bytes, byte[]> all = running.store(store).all()) {
      for (; all.hasNext(); all.next()) {
        count++;
      }
    }
    return count;
  }

  private static SegmentChange change(
      String visitor,
      String segment,
      int version,
      boolean entered,
      long at,
      Cause cause,
      String eventId) {
    return new SegmentChange("shop", visitor, segment, version, entered, at, cause, eventId);
  }

  private static Event tie(String user, String device) {
    Instant now = RunningTopology.NOW;
    return new Event(
        "shop",
        "tie",
        EventType.IDENTIFY,
        "",
        user,
        device,
        user,
        now.toEpochMilli(),
        now.toEpochMilli(),
        false,
        Page.NONE,
        "",
        Campaign.NONE,
        Device.NONE,
        "",
        "",
        Money.NONE,
        Properties.NONE);
  }
}
