package io.millrace.serdes.event;

/**
 * An action of a visitor. Text that is not known is {@code ""}.
 *
 * @param tenant the tenant of the visitor
 * @param id the client's message id; a second event of the visitor with this id is a duplicate
 * @param name the event's name as the client chose it, such as {@code Product Viewed}
 * @param visitor the user id, or the anonymous id while no user id is known
 * @param occurredAt event time in epoch milliseconds, corrected by the skew of the client's clock
 * @param receivedAt when ingestion accepted it, in epoch milliseconds
 * @param imported whether it was imported; imports have no age limit
 * @param country two-letter ISO 3166 code
 * @param plan the visitor's subscription plan when the event was processed: set by enrichment
 * @param money the monetary value, such as a purchase's revenue
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

  /** A copy with this country and plan, as known of the visitor. */
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

  /** A copy that belongs to another visitor. */
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
