package io.millrace.topologies.visitor;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Consumed;

/** The inputs of the visitor node: events and messages, from one source node with both. */
final class VisitorInputs {
  private VisitorInputs() {}

  static List<String> topics(Topics topics) {
    var names = new ArrayList<String>();
    for (EventType type : EventType.values()) {
      names.add(topics.events(type).name());
    }
    names.add(topics.visitorMessages().name());
    return names;
  }

  static Consumed<VisitorKey, Object> consumed(Topics topics) {
    Serde<VisitorKey> key = topics.visitorMessages().key();
    return Consumed.with(key, serde(topics)).withName("events");
  }

  private static Serde<Object> serde(Topics topics) {
    String messageTopic = topics.visitorMessages().name();
    Deserializer<Routed> messages = topics.visitorMessages().value().deserializer();
    Deserializer<Event> events = topics.events(EventType.BROWSE).value().deserializer();
    return Serdes.serdeFrom(
        (topic, value) -> {
          throw new UnsupportedOperationException("inputs are read only");
        },
        (topic, bytes) ->
            topic.equals(messageTopic)
                ? messages.deserialize(topic, bytes)
                : events.deserialize(topic, bytes));
  }
}
