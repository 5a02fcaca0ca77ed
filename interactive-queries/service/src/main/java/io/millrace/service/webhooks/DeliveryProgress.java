package io.millrace.service.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The delivery state of a partition beside its offset, as the offset's metadata: so it is as
 * durable as the offset, and any instance can read it.
 *
 * @param delivered changes that were delivered
 * @param dropped changes that were dropped after the last retry
 * @param failingSince epoch milliseconds; 0 while deliveries succeed
 * @param error the last one, {@code ""} for none so far
 * @param errorAt when it occurred
 * @param waitingSince when the oldest pending change was written; 0 if there is none
 */
record DeliveryProgress(
    long delivered,
    long dropped,
    long failingSince,
    String error,
    long errorAt,
    long waitingSince) {
  static final DeliveryProgress NONE = new DeliveryProgress(0, 0, 0, "", 0, 0);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The broker accepts 4096 bytes. */
  private static final int MAX_ERROR = 300;

  DeliveryProgress delivered(int changes) {
    return new DeliveryProgress(delivered + changes, dropped, 0, error, errorAt, waitingSince);
  }

  DeliveryProgress dropped(int changes) {
    return new DeliveryProgress(
        delivered, dropped + changes, failingSince, error, errorAt, waitingSince);
  }

  DeliveryProgress failed(String why, long now) {
    String text = why.length() > MAX_ERROR ? why.substring(0, MAX_ERROR) : why;
    return new DeliveryProgress(
        delivered, dropped, failingSince == 0 ? now : failingSince, text, now, waitingSince);
  }

  DeliveryProgress waitingSince(long written) {
    return written == waitingSince
        ? this
        : new DeliveryProgress(delivered, dropped, failingSince, error, errorAt, written);
  }

  boolean isFailing() {
    return failingSince > 0;
  }

  /** Adds up two partitions of a webhook. */
  DeliveryProgress and(DeliveryProgress other) {
    boolean later = other.errorAt > errorAt;
    return new DeliveryProgress(
        delivered + other.delivered,
        dropped + other.dropped,
        earlier(failingSince, other.failingSince),
        later ? other.error : error,
        Math.max(errorAt, other.errorAt),
        earlier(waitingSince, other.waitingSince));
  }

  private static long earlier(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }

  String toMetadata() {
    return JSON.createObjectNode()
        .put("delivered", delivered)
        .put("dropped", dropped)
        .put("failingSince", failingSince)
        .put("error", error)
        .put("errorAt", errorAt)
        .put("waitingSince", waitingSince)
        .toString();
  }

  /** Empty for metadata that cannot be parsed, such as that of another tool. */
  static DeliveryProgress ofMetadata(String metadata) {
    if (metadata.isEmpty()) {
      return NONE;
    }
    try {
      JsonNode json = JSON.readTree(metadata);
      return new DeliveryProgress(
          json.path("delivered").asLong(),
          json.path("dropped").asLong(),
          json.path("failingSince").asLong(),
          json.path("error").asText(),
          json.path("errorAt").asLong(),
          json.path("waitingSince").asLong());
    } catch (JsonProcessingException e) {
      return NONE;
    }
  }
}
