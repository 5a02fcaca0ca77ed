package io.millrace.serdes.event;

/**
 * What a visitor did. Text that is not known is {@code ""}.
 *
 * @param tenant whose visitor it is
 * @param id the client's message id; a second event of the visitor with this id is a duplicate
 * @param name the event's name in the client's words, such as {@code Product Viewed}
 * @param visitor who did it: the user id, or the anonymous id while that is all there is
 * @param occurredAt event time in epoch milliseconds, corrected by the skew of the client's clock
 * @param receivedAt when ingest took it, in epoch milliseconds
 * @param imported whether it came by an import, which has no limit in the past
 * @param country ISO 3166 code of two letters
 * @param plan the visitor's subscription plan when the event was processed: set by enrichment
 * @param money what it was worth, such as a purchase's revenue
 */
public record Event(
    String tenant,
    String id,
    EventType type,
    String name,
    String visitor,
    String anonymousId,
    String userId,
    long occurredAt,
    long receivedAt,
    boolean imported,
    Page page,
    String referrer,
    Campaign campaign,
    Device device,
    String country,
    String plan,
    Money money,
    Properties properties) {

  /** The event with what is known of its visitor. */
  public Event enriched(String knownCountry, String knownPlan) {
    return new Event(
        tenant,
        id,
        type,
        name,
        visitor,
        anonymousId,
        userId,
        occurredAt,
        receivedAt,
        imported,
        page,
        referrer,
        campaign,
        device,
        knownCountry,
        knownPlan,
        money,
        properties);
  }

  /** The event as one of another visitor. */
  public Event of(String otherVisitor) {
    return new Event(
        tenant,
        id,
        type,
        name,
        otherVisitor,
        anonymousId,
        userId,
        occurredAt,
        receivedAt,
        imported,
        page,
        referrer,
        campaign,
        device,
        country,
        plan,
        money,
        properties);
  }
}
