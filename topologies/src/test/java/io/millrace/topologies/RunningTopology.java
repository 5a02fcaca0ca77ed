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
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.feature.TopologySettings;
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
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The whole topology in a TopologyTestDriver, with a wall clock that tests move. */
final class RunningTopology implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-05-20T12:00:00Z");

  final Topics topics = new Topics("");
  final List<String> tallied = new ArrayList<>();
  private final String application = "running-" + UUID.randomUUID();
  private final TopologySettings settings;
  private final Features features;
  private final RestoredChangelogs changelogs = new RestoredChangelogs();
  private final List<Definition> definitions = new ArrayList<>();

  /** What went to each topic, over all starts, and has not been asked for yet. */
  private final Map<String, List<KeyValue<byte[], byte[]>>> unread = new HashMap<>();

  private Instant now = NOW;
  private TopologyTestDriver driver;

  RunningTopology() {
    this(TopologySettings.defaults(1));
  }

  RunningTopology(TopologySettings settings) {
    this(settings, Features.BUILT_IN);
  }

  RunningTopology(TopologySettings settings, Features features) {
    this.settings = settings;
    this.features = features;
    driver = start();
  }

  /** Starts anew on another machine: with what the changelogs and the definitions hold. */
  void restart() {
    collect();
    changelogs.take(application, unread);
    driver.close();
    driver = start();
    definitions.forEach(this::pipe);
  }

  void define(Definition definition) {
    definitions.add(definition);
    pipe(definition);
  }

  void send(Event event) {
    Topic<VisitorKey, Event> topic = topics.events(event.type());
    TestInputTopic<VisitorKey, Event> input =
        driver.createInputTopic(topic.name(), topic.key().serializer(), topic.value().serializer());
    input.pipeInput(new VisitorKey(event.tenant(), event.visitor()), event, event.receivedAt());
  }

  void advance(Duration by) {
    driver.advanceWallClockTime(by);
    now = now.plus(by);
  }

  /** Lets partials travel and changed windows settle: at most a fold, its settling and a second. */
  void settle() {
    for (int i = 0; i < 20; i++) {
      advance(Duration.ofMillis(500));
    }
  }

  List<Event> enriched() {
    return values(topics.enriched());
  }

  List<SessionChange> sessionChanges() {
    return values(topics.sessions());
  }

  List<SegmentChange> segmentChanges() {
    return values(topics.segmentChanges());
  }

  List<RollupRow> rows() {
    return values(topics.rollup("traffic"));
  }

  /** The rows of rollups that tenants defined. */
  List<RollupRow> definedRows() {
    return values(topics.rollup("mine~1"));
  }

  VisitorRecord visitor(String tenant, String visitor) {
    return VisitorReads.find(store(StoreNames.VISITORS), new VisitorKey(tenant, visitor))
        .orElseThrow();
  }

  boolean hasSeen(String tenant, String visitor, String id) {
    return VisitorReads.hasSeen(
        store(StoreNames.VISITORS),
        store(StoreNames.VISITOR_OVERFLOW),
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
    var partials = requireNonNull((Partials) driver.getAllStateStores().get(StoreNames.PARTIALS));
    boolean stood =
        RollupReads.scan(
            store(StoreNames.ROLLUPS),
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

  private TopologyTestDriver start() {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    config.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, RestoredChangelogs.Restoring.class);
    config.put(RestoredChangelogs.CONFIG, changelogs);
    return new TopologyTestDriver(
        MillraceTopology.build(
            new StreamsBuilder(new TopologyConfig(new StreamsConfig(config))),
            new TopologyContext(
                topics,
                settings,
                new DefinitionChanges(),
                (tenant, reason) -> tallied.add(tenant + ":" + reason),
                ProgressListener.UNTOLD),
            features),
        config,
        now);
  }

  /** All that was written to the changelog of a store since the last start. */
  List<KeyValue<byte[], byte[]>> changelog(String store) {
    collect();
    return List.copyOf(unread.getOrDefault(application + "-" + store + "-changelog", List.of()));
  }

  private void pipe(Definition definition) {
    Topic<DefinitionKey, Definition> topic = topics.definitions();
    driver
        .createInputTopic(topic.name(), topic.key().serializer(), topic.value().serializer())
        .pipeInput(definition.key(), definition);
  }

  private void collect() {
    var bytes = new ByteArrayDeserializer();
    for (String topic : driver.producedTopicNames()) {
      unread
          .computeIfAbsent(topic, _ -> new ArrayList<>())
          .addAll(driver.createOutputTopic(topic, bytes, bytes).readKeyValuesToList());
    }
  }

  /** What went to a topic since it was last asked for. */
  <V> List<V> values(Topic<?, V> topic) {
    collect();
    List<KeyValue<byte[], byte[]>> records = unread.remove(topic.name());
    return records == null
        ? List.of()
        : records.stream()
            .map(record -> topic.value().deserializer().deserialize(topic.name(), record.value))
            .toList();
  }
}
