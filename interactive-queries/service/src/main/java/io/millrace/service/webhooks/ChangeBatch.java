package io.millrace.service.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    return bytes(
        new Body(
            webhook,
            false,
            parcels.stream()
                .map(
                    parcel ->
                        Change.of(
                            "%s/%d/%d"
                                .formatted(
                                    partition.topic(), partition.partition(), parcel.offset()),
                            parcel.change()))
                .toList()));
  }

  /** A sample with a fictitious change. */
  static byte[] sample(String webhook, String id, long now) {
    var change =
        new SegmentChange(
            "", "a-visitor", "a-segment", 1, true, now, SegmentChange.Cause.EVENT, "a-message-id");
    return bytes(new Body(webhook, true, List.of(Change.of(id, change))));
  }

  /** What a receiver gets, as JSON. */
  private record Body(String webhook, boolean test, List<Change> changes) {
    Body {
      changes = List.copyOf(changes);
    }
  }

  /** A change in it. */
  private record Change(
      String id,
      String visitor,
      String segment,
      int version,
      String change,
      String at,
      String cause,
      String eventId) {
    static Change of(String id, SegmentChange change) {
      return new Change(
          id,
          change.visitor(),
          change.segment(),
          change.version(),
          change.entered() ? "entered" : "left",
          Instant.ofEpochMilli(change.at()).toString(),
          change.cause().wireName(),
          change.eventId());
    }
  }

  private static byte[] bytes(Body body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record can be written", e);
    }
  }
}
