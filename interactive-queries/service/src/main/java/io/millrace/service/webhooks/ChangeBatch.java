package io.millrace.service.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.segment.SegmentChange;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * Changes that are sent in one request, in the order of their partition; the same in each retry.
 */
record ChangeBatch(TopicPartition partition, List<PendingChange> parcels) {
  static final int MAX_CHANGES = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  ChangeBatch {
    parcels = List.copyOf(parcels);
  }

  /**
   * The id of its content: {@code topic/partition/first-last}. The last offset is a part of it,
   * since after a restart a batch may start at the same change and have more.
   */
  String id() {
    return "%s/%d/%d-%d"
        .formatted(
            partition.topic(),
            partition.partition(),
            parcels.getFirst().offset(),
            parcels.getLast().offset());
  }

  byte[] body(String webhook) {
    ObjectNode body = JSON.createObjectNode().put("webhook", webhook).put("test", false);
    ArrayNode changes = body.putArray("changes");
    for (PendingChange parcel : parcels) {
      write(
          changes.addObject(),
          "%s/%d/%d".formatted(partition.topic(), partition.partition(), parcel.offset()),
          parcel.change());
    }
    return bytes(body);
  }

  /** A sample with a fictitious change. */
  static byte[] sample(String webhook, String id, long now) {
    ObjectNode body = JSON.createObjectNode().put("webhook", webhook).put("test", true);
    var change =
        new SegmentChange(
            "", "a-visitor", "a-segment", 1, true, now, SegmentChange.Cause.EVENT, "a-message-id");
    write(body.putArray("changes").addObject(), id, change);
    return bytes(body);
  }

  private static void write(ObjectNode json, String id, SegmentChange change) {
    json.put("id", id)
        .put("visitor", change.visitor())
        .put("segment", change.segment())
        .put("version", change.version())
        .put("change", change.entered() ? "entered" : "left")
        .put("at", Instant.ofEpochMilli(change.at()).toString())
        .put("cause", change.cause().wireName())
        .put("eventId", change.eventId());
  }

  private static byte[] bytes(ObjectNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
