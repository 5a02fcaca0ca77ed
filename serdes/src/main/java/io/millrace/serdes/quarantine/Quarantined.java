package io.millrace.serdes.quarantine;

/**
 * An event that ingestion rejected.
 *
 * @param detail what is allowed and what was received
 * @param receivedAt epoch milliseconds
 * @param payload the event as received, cut at {@link #MAX_PAYLOAD} characters
 */
public record Quarantined(
    String tenant, QuarantineReason reason, String detail, long receivedAt, String payload) {
  public static final int MAX_PAYLOAD = 32 * 1024;

  public Quarantined {
    payload = payload.length() <= MAX_PAYLOAD ? payload : payload.substring(0, MAX_PAYLOAD);
  }
}
