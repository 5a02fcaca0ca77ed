package io.millrace.topologies.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.OverflowKey;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.definition.DefinitionChanges;
import io.millrace.topologies.definition.DefinitionTopology;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.segment.SegmentFeature;
import io.millrace.topologies.session.SessionFeature;
import io.millrace.topologies.trait.TraitFeature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The visitor sub-topology whose messages arrive when the test says so: as if each visitor had a
 * partition of its own, only those from one to another keep their order.
 */
final class HeldMessages implements AutoCloseable {
  private record Channel(VisitorKey from, VisitorKey to) {}

  private final Topics topics = new Topics("");
  private final Topic<VisitorKey, Routed> held =
      new Topic<>(
          "held", topics.visitorMessages().key(), topics.visitorMessages().value(), true, Map.of());
  private final Map<Channel, Deque<TestRecord<VisitorKey, Routed>>> underWay =
      new LinkedHashMap<>();
  private final List<String> tallied = new ArrayList<>();
  private final List<Event> enriched = new ArrayList<>();
  private final List<SessionChange> sessionChanges = new ArrayList<>();
  private TopologyTestDriver driver = start();

  void send(Event event) {
    var key = new VisitorKey(event.tenant(), event.visitor());
    Topic<VisitorKey, Event> topic = topics.events(event.type());
    input(topic).pipeInput(key, event, event.receivedAt());
    hold(key);
  }

  void send(VisitorKey to, VisitorMessage message) {
    input(topics.visitorMessages()).pipeInput(to, Routed.first(message));
    hold(to);
  }

  /** Whether anything is kept of this name. */
  boolean knows(String tenant, String visitor) {
    return VisitorReads.find(store(StoreNames.VISITORS), new VisitorKey(tenant, visitor))
            .isPresent()
        || !overflow(tenant, visitor).isEmpty();
  }

  boolean hasUnderWay() {
    return !underWay.isEmpty();
  }

  /** Lets the next message of some visitor to some other one arrive. */
  void deliver(Random random) {
    var channels = List.copyOf(underWay.keySet());
    Channel channel = channels.get(random.nextInt(channels.size()));
    Deque<TestRecord<VisitorKey, Routed>> queue =
        underWay.getOrDefault(channel, new ArrayDeque<>());
    TestRecord<VisitorKey, Routed> message = queue.removeFirst();
    if (queue.isEmpty()) {
      underWay.remove(channel);
    }
    input(topics.visitorMessages()).pipeInput(message);
    hold(channel.to);
  }

  /** Starts anew with what the stores hold, as from their changelogs. */
  void restart() {
    collect();
    var contents = new HashMap<String, List<KeyValue<Bytes, byte[]>>>();
    for (String name : List.of(StoreNames.VISITORS, StoreNames.VISITOR_OVERFLOW)) {
      contents.put(name, all(name));
    }
    driver.close();
    driver = start();
    contents.forEach((name, entries) -> store(name).putAll(entries));
  }

  VisitorRecord record(String tenant, String visitor) {
    return VisitorReads.find(store(StoreNames.VISITORS), new VisitorKey(tenant, visitor))
        .orElseGet(VisitorRecord::fresh);
  }

  void put(String tenant, String visitor, VisitorRecord record) {
    store(StoreNames.VISITORS)
        .put(Bytes.wrap(new VisitorKey(tenant, visitor).toBytes()), record.toBytes());
  }

  boolean hasSeen(String tenant, String visitor, String id) {
    return VisitorReads.hasSeen(
        store(StoreNames.VISITORS),
        store(StoreNames.VISITOR_OVERFLOW),
        new VisitorKey(tenant, visitor),
        id);
  }

  /** All sessions kept of a visitor, by start. */
  List<Session> sessions(String tenant, String visitor) {
    var sessions = new ArrayList<>(record(tenant, visitor).sessions().list());
    for (var entry : overflow(tenant, visitor)) {
      if (OverflowKey.Part.of(entry.key.get()).isSession()) {
        sessions.add(
            SessionLog.readSession(new ByteReader(entry.value, 8, entry.value.length - 8)));
      }
    }
    sessions.sort(Comparator.comparingLong(Session::started));
    return sessions;
  }

  List<KeyValue<Bytes, byte[]>> overflow(String tenant, String visitor) {
    var key = new VisitorKey(tenant, visitor);
    return all(StoreNames.VISITOR_OVERFLOW).stream()
        .filter(entry -> OverflowKey.Part.of(entry.key.get()).visitor().equals(key))
        .toList();
  }

  /** Of all starts. */
  List<Event> enriched() {
    collect();
    return enriched;
  }

  /** Of all starts. */
  List<SessionChange> sessionChanges() {
    collect();
    return sessionChanges;
  }

  /** What did not go on, as {@code tenant:reason}. */
  List<String> tallied() {
    return tallied;
  }

  KeyValueStore<Bytes, byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  @Override
  public void close() {
    driver.close();
  }

  private TopologyTestDriver start() {
    var builder = new StreamsBuilder();
    var changes = new DefinitionChanges();
    DefinitionTopology.add(builder, topics, changes);
    VisitorTopology.add(
        builder,
        new TopologyContext(
            topics,
            TopologySettings.defaults(1),
            changes,
            (tenant, reason) -> tallied.add(tenant + ":" + reason),
            ProgressListener.UNTOLD),
        List.of(new TraitFeature(), new SessionFeature(), new SegmentFeature()),
        held);
    return new TopologyTestDriver(builder.build(), new Properties());
  }

  private void hold(VisitorKey from) {
    for (TestRecord<VisitorKey, Routed> message : output(held).readRecordsToList()) {
      underWay
          .computeIfAbsent(new Channel(from, message.key()), channel -> new ArrayDeque<>())
          .add(message);
    }
  }

  private void collect() {
    enriched.addAll(output(topics.enriched()).readValuesToList());
    sessionChanges.addAll(output(topics.sessions()).readValuesToList());
  }

  private List<KeyValue<Bytes, byte[]>> all(String name) {
    var all = new ArrayList<KeyValue<Bytes, byte[]>>();
    try (KeyValueIterator<Bytes, byte[]> entries = store(name).all()) {
      entries.forEachRemaining(all::add);
    }
    return all;
  }

  private <V> TestInputTopic<VisitorKey, V> input(Topic<VisitorKey, V> topic) {
    return driver.createInputTopic(
        topic.name(), topic.key().serializer(), topic.value().serializer());
  }

  private <V> TestOutputTopic<VisitorKey, V> output(Topic<VisitorKey, V> topic) {
    return driver.createOutputTopic(
        topic.name(), topic.key().deserializer(), topic.value().deserializer());
  }
}
