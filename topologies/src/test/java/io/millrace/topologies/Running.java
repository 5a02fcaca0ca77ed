package io.millrace.topologies;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.rollup.Partials;
import io.millrace.topologies.rollup.RollupReads;
import io.millrace.topologies.visitor.VisitorReads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The whole topology in a TopologyTestDriver, with a wall clock that tests move. */
final class Running implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-05-20T12:00:00Z");

  final Topics topics = new Topics("");
  final List<String> tallied = new ArrayList<>();
  private final TopologyTestDriver driver;
  private final TestOutputTopic<VisitorKey, Event> enriched;
  private final TestOutputTopic<VisitorKey, SessionChange> sessions;
  private final TestOutputTopic<VisitorKey, SegmentChange> segmentChanges;
  private final TestOutputTopic<?, RollupRow> rows;
  private final TestOutputTopic<?, RollupRow> definedRows;

  Running() {
    this(TopologySettings.defaults(1));
  }

  Running(TopologySettings settings) {
    var config = new Properties();
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver =
        new TopologyTestDriver(
            MillraceTopology.build(
                topics,
                settings,
                (tenant, reason) -> tallied.add(tenant + ":" + reason),
                Progress.UNTOLD),
            config,
            NOW);
    enriched = output(topics.enriched());
    sessions = output(topics.sessions());
    segmentChanges = output(topics.segmentChanges());
    rows = output(topics.rollup("traffic"));
    definedRows = output(topics.rollup("mine~1"));
  }

  void define(Definition definition) {
    Topic<DefinitionKey, Definition> topic = topics.definitions();
    driver
        .createInputTopic(topic.name(), topic.key().serializer(), topic.value().serializer())
        .pipeInput(definition.key(), definition);
  }

  /** The rows of rollups that tenants defined. */
  List<RollupRow> definedRows() {
    return definedRows.readValuesToList();
  }

  void send(Event event) {
    Topic<VisitorKey, Event> topic = topics.events(event.type());
    TestInputTopic<VisitorKey, Event> input =
        driver.createInputTopic(topic.name(), topic.key().serializer(), topic.value().serializer());
    input.pipeInput(new VisitorKey(event.tenant(), event.visitor()), event, event.receivedAt());
  }

  void advance(Duration by) {
    driver.advanceWallClockTime(by);
  }

  /** Lets partials travel and changed windows settle: at most a fold, its settling and a second. */
  void settle() {
    for (int i = 0; i < 20; i++) {
      advance(Duration.ofMillis(500));
    }
  }

  List<Event> enriched() {
    return enriched.readValuesToList();
  }

  List<SessionChange> sessionChanges() {
    return sessions.readValuesToList();
  }

  List<SegmentChange> segmentChanges() {
    return segmentChanges.readValuesToList();
  }

  List<RollupRow> rows() {
    return rows.readValuesToList();
  }

  VisitorRecord visitor(String tenant, String visitor) {
    return VisitorReads.find(store(Stores.VISITORS), new VisitorKey(tenant, visitor)).orElseThrow();
  }

  boolean hasSeen(String tenant, String visitor, String id) {
    return VisitorReads.hasSeen(
        store(Stores.VISITORS),
        store(Stores.VISITOR_OVERFLOW),
        new VisitorKey(tenant, visitor),
        id);
  }

  /** The live windows of the traffic rollup of a grain, whole. */
  Map<RollupKey, RollupState> live(String tenant, Grain grain, long from, long to) {
    return live(tenant, "traffic", grain, from, to);
  }

  /** The live windows of a rollup of a grain, whole. */
  Map<RollupKey, RollupState> live(String tenant, String rollup, Grain grain, long from, long to) {
    var windows = new HashMap<RollupKey, RollupState>();
    var partials = requireNonNull((Partials) driver.getAllStateStores().get(Stores.PARTIALS));
    boolean stood =
        RollupReads.scan(
            store(Stores.ROLLUPS),
            partials,
            tenant,
            rollup,
            grain,
            from,
            to,
            (key, state) -> {
              RollupState known = windows.putIfAbsent(key, state);
              if (known != null) {
                known.merge(state);
              }
            });
    assertThat(stood).isTrue();
    return windows;
  }

  KeyValueStore<Bytes, byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  @Override
  public void close() {
    driver.close();
  }

  private <K, V> TestOutputTopic<K, V> output(Topic<K, V> topic) {
    return driver.createOutputTopic(
        topic.name(), topic.key().deserializer(), topic.value().deserializer());
  }
}
