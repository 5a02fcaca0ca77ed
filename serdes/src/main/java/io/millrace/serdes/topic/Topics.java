package io.millrace.serdes.topic;

import io.millrace.serdes.avro.AvroSerde;
import io.millrace.serdes.deadletter.DeadLetterKey;
import io.millrace.serdes.deadletter.DeadLetterMark;
import io.millrace.serdes.deadletter.DeadLetterMarkCodec;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionCodec;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventCodec;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupRowCodec;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage;
import io.millrace.serdes.visitor.VisitorMessageCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Every public topic of an installation. */
public final class Topics {
  private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");
  private static final Serde<VisitorKey> VISITOR_KEY =
      new KeySerde<>(VisitorKey::toBytes, VisitorKey::fromBytes);

  private final String prefix;
  private final Map<EventType, Topic<VisitorKey, Event>> events = new EnumMap<>(EventType.class);
  private final Map<Output<?>, Topic<VisitorKey, ?>> outputs = new LinkedHashMap<>();
  private final Topic<VisitorKey, VisitorMessage.Routed> visitorMessages;
  private final Topic<DefinitionKey, Definition> definitions;
  private final Topic<byte[], byte[]> deadLetters;
  private final Topic<DeadLetterKey, DeadLetterMark> deadLetterMarks;
  private final Map<String, Topic<RollupSeries, RollupRow>> rollups = new LinkedHashMap<>();
  private final Topic<RollupSeries, RollupRow> customRollups;

  /**
   * The topics of the first generation.
   *
   * @param prefix of every name, such as {@code millrace.} on a shared cluster
   */
  public Topics(String prefix) {
    this(prefix, 1);
  }

  /**
   * @param prefix of every name
   * @param generation of the inputs of the visitor topology, from 1: they have the partition count
   *     of the state, so an installation that moves to another count continues with other topics
   */
  private Topics(String prefix, int generation) {
    if (generation < 1) {
      throw new IllegalArgumentException("a generation must be 1 or more, but was " + generation);
    }
    this.prefix = prefix;
    String suffix = generation == 1 ? "" : "-" + generation;
    Serde<Event> event = new AvroSerde<>(new EventCodec());
    for (EventType type : EventType.values()) {
      events.put(
          type,
          new Topic<>(
              prefix + "events." + type.wireName() + suffix,
              VISITOR_KEY,
              event,
              true,
              keptFor(30)));
    }
    for (Output<?> output : Outputs.ALL) {
      outputs.put(output, topic(output));
    }
    var messages = new VisitorMessageCodec();
    visitorMessages =
        new Topic<>(
            prefix + "visitor-messages" + suffix,
            VISITOR_KEY,
            new KeySerde<>(messages::write, messages::read),
            true,
            keptFor(30));
    definitions =
        new Topic<>(
            prefix + "definitions",
            new KeySerde<>(DefinitionKey::toBytes, DefinitionKey::fromBytes),
            new AvroSerde<>(new DefinitionCodec()),
            false,
            COMPACTED);
    deadLetters =
        new Topic<>(
            prefix + "dead-letters", Serdes.ByteArray(), Serdes.ByteArray(), false, keptFor(30));
    deadLetterMarks =
        new Topic<>(
            prefix + "dead-letter-marks",
            new KeySerde<>(DeadLetterKey::toBytes, DeadLetterKey::fromBytes),
            new AvroSerde<>(new DeadLetterMarkCodec()),
            false,
            COMPACTED);
    for (Rollup rollup : Rollup.BUILT_IN) {
      rollups.put(rollup.id(), rollupTopic(prefix, rollup.name()));
    }
    customRollups = rollupTopic(prefix, "custom");
  }

  /** The same topics, with the inputs of this generation. */
  public Topics generation(int generation) {
    return new Topics(prefix, generation);
  }

  /** The generation of an input topic, by its name. */
  public static int generationOf(String input) {
    String suffix = input.substring(input.lastIndexOf('-') + 1);
    boolean first = suffix.length() == input.length() || !Character.isDigit(suffix.charAt(0));
    return first ? 1 : Integer.parseInt(suffix);
  }

  /** The topic of the events of a type. */
  public Topic<VisitorKey, Event> events(EventType type) {
    return Objects.requireNonNull(events.get(type));
  }

  /** The topic of an output. */
  @SuppressWarnings("unchecked") // An output's topic has the output's values.
  public <V> Topic<VisitorKey, V> of(Output<V> output) {
    var known = (Topic<VisitorKey, V>) outputs.get(output);
    return known == null ? topic(output) : known;
  }

  /** The distinct events, with what was known of their visitor. */
  public Topic<VisitorKey, Event> enriched() {
    return of(Outputs.ENRICHED);
  }

  /** Sessions, as they change. */
  public Topic<VisitorKey, SessionChange> sessions() {
    return of(Outputs.SESSIONS);
  }

  /** The membership changes of segments. */
  public Topic<VisitorKey, SegmentChange> segmentChanges() {
    return of(Outputs.SEGMENT_CHANGES);
  }

  /** Rejected events; the visitor part of the key is empty if the event had none. */
  public Topic<VisitorKey, Quarantined> quarantine() {
    return of(Outputs.QUARANTINE);
  }

  /** Messages between the tasks of visitors, keyed by the addressee. Not public. */
  public Topic<VisitorKey, VisitorMessage.Routed> visitorMessages() {
    return visitorMessages;
  }

  /** All definitions, compacted. */
  public Topic<DefinitionKey, Definition> definitions() {
    return definitions;
  }

  /**
   * Records that the sink could not write, unchanged; their headers name the position and the
   * reason.
   */
  public Topic<byte[], byte[]> deadLetters() {
    return deadLetters;
  }

  /** The resolutions of the dead letters of all connectors. */
  public Topic<DeadLetterKey, DeadLetterMark> deadLetterMarks() {
    return deadLetterMarks;
  }

  /**
   * The rows of a rollup's windows, keyed by series so that the versions of a window stay in order.
   * Each built-in rollup has a topic; custom rollups share one.
   *
   * @param id of the rollup
   */
  public Topic<RollupSeries, RollupRow> rollup(String id) {
    return rollups.getOrDefault(id, customRollups);
  }

  /** All topics of rollup rows. */
  public List<Topic<RollupSeries, RollupRow>> rollups() {
    var all = new ArrayList<>(rollups.values());
    all.add(customRollups);
    return all;
  }

  /** Every topic of this installation. */
  public List<Topic<?, ?>> all() {
    var all = new ArrayList<>(inputs());
    all.addAll(shared());
    return all;
  }

  /** The inputs of the visitor topology: each generation has its own. */
  public List<Topic<?, ?>> inputs() {
    var inputs = new ArrayList<Topic<?, ?>>(events.values());
    inputs.add(visitorMessages);
    return inputs;
  }

  /** The topics that all generations share. */
  public List<Topic<?, ?>> shared() {
    var lasting = new ArrayList<Topic<?, ?>>();
    lasting.addAll(outputs.values());
    lasting.addAll(List.of(definitions, deadLetters, deadLetterMarks));
    lasting.addAll(rollups());
    return lasting;
  }

  private <V> Topic<VisitorKey, V> topic(Output<V> output) {
    return new Topic<>(
        prefix + output.name(),
        VISITOR_KEY,
        new AvroSerde<>(output.codec()),
        true,
        keptFor(output.days()));
  }

  private static Topic<RollupSeries, RollupRow> rollupTopic(String prefix, String name) {
    return new Topic<>(
        prefix + "rollups." + name,
        new KeySerde<>(RollupSeries::toBytes, RollupSeries::fromBytes),
        new AvroSerde<>(new RollupRowCodec()),
        true,
        keptFor(7));
  }

  private static Map<String, String> keptFor(int days) {
    return Map.of("retention.ms", Long.toString(Duration.ofDays(days).toMillis()));
  }
}
