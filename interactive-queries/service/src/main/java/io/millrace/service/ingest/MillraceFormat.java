package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.quarantine.QuarantineReason;
import io.millrace.state.problem.NearestNames;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Millrace's own JSON: the fields of an event by their names. Strict, so that mistakes are noticed
 * at once.
 */
final class MillraceFormat implements EventFormat {
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "type",
          "name",
          "visitor",
          "anonymousId",
          "userId",
          "occurredAt",
          "page",
          "referrer",
          "campaign",
          "device",
          "country",
          "money",
          "properties",
          "traits");
  private static final Set<String> PAGE = Set.of("url", "path", "title");
  private static final Set<String> CAMPAIGN = Set.of("name", "source", "medium", "term", "content");
  private static final Set<String> DEVICE = Set.of("type", "os", "browser", "userAgent");
  private static final Set<String> MONEY = Set.of("amount", "currency");

  @Override
  public String idField() {
    return "id";
  }

  @Override
  public Event read(ObjectNode json, IngestContext arrival) throws InvalidEvent {
    JsonFields fields = JsonFields.of(json).requireOnly(FIELDS);
    String id = fields.text("id", EventLimits.MAX_ID_CHARS);
    EventType type = type(fields);
    String name = fields.text("name", EventLimits.MAX_NAME_CHARS);
    String anonymousId = fields.text("anonymousId", EventLimits.MAX_ID_CHARS);
    String userId = fields.text("userId", EventLimits.MAX_ID_CHARS);
    return new Event(
        arrival.tenant(),
        id.isEmpty() ? UUID.randomUUID().toString() : id,
        type,
        name.isEmpty() ? type.wireName() : name,
        visitor(fields, userId, anonymousId),
        anonymousId,
        userId,
        EventTimestamps.admitted(occurredAt(fields, arrival), arrival),
        arrival.receivedAt(),
        arrival.imported(),
        page(fields.object("page").requireOnly(PAGE)),
        fields.text("referrer"),
        campaign(fields.object("campaign").requireOnly(CAMPAIGN)),
        device(fields.object("device").requireOnly(DEVICE)),
        country(fields),
        "",
        money(fields),
        properties(fields, type));
  }

  private static EventType type(JsonFields fields) throws InvalidEvent {
    String word = fields.text("type");
    if (word.isEmpty()) {
      throw new InvalidEvent(
          QuarantineReason.MISSING_FIELD,
          "type must be one of %s".formatted(EventType.wireNames()));
    }
    EventType type = EventType.parse(word).orElse(null);
    if (type == null) {
      throw InvalidEvent.field("type", "one of " + EventType.wireNames(), nearest(word));
    }
    return type;
  }

  private static String nearest(String word) {
    var nearest = NearestNames.of(word, EventType.wireNames());
    return nearest.isEmpty() ? word : "%s; the nearest: %s".formatted(word, nearest.getFirst());
  }

  private static String visitor(JsonFields fields, String userId, String anonymousId)
      throws InvalidEvent {
    String visitor = fields.text("visitor", EventLimits.MAX_ID_CHARS);
    return visitor.isEmpty() ? VisitorIds.of(userId, anonymousId, "visitor") : visitor;
  }

  private static long occurredAt(JsonFields fields, IngestContext arrival) throws InvalidEvent {
    JsonNode occurredAt = fields.value("occurredAt");
    if (occurredAt != null) {
      return EventTimestamps.millis("occurredAt", occurredAt);
    }
    if (arrival.imported()) {
      throw new InvalidEvent(
          QuarantineReason.MISSING_FIELD, "an imported event must have occurredAt, but had none");
    }
    return arrival.receivedAt();
  }

  private static Page page(JsonFields page) throws InvalidEvent {
    return page.json().isEmpty()
        ? Page.NONE
        : new Page(page.text("url"), page.text("path"), page.text("title"));
  }

  private static Campaign campaign(JsonFields campaign) throws InvalidEvent {
    return campaign.json().isEmpty()
        ? Campaign.NONE
        : new Campaign(
            campaign.text("name"),
            campaign.text("source"),
            campaign.text("medium"),
            campaign.text("term"),
            campaign.text("content"));
  }

  private static Device device(JsonFields device) throws InvalidEvent {
    return device.json().isEmpty()
        ? Device.NONE
        : new Device(
            device.text("type"),
            device.text("os"),
            device.text("browser"),
            device.text("userAgent"));
  }

  private static String country(JsonFields fields) throws InvalidEvent {
    String country = fields.text("country");
    if (!country.isEmpty() && !Countries.isCode(country)) {
      throw InvalidEvent.field("country", "a two-letter ISO 3166 code", country);
    }
    return country.toUpperCase(Locale.ROOT);
  }

  private static Money money(JsonFields fields) throws InvalidEvent {
    if (fields.value("money") == null) {
      return Money.NONE;
    }
    JsonFields money = fields.object("money").requireOnly(MONEY);
    BigDecimal amount = MoneyParser.amount(money.value("amount"));
    if (amount == null) {
      throw InvalidEvent.field("money.amount", "a number", money.value("amount"));
    }
    return MoneyParser.money("money", amount, money.text("currency"));
  }

  private static Properties properties(JsonFields fields, EventType type) throws InvalidEvent {
    var flattening = new PropertyFlattener().addAll(fields.object("properties").json());
    if (fields.value("traits") == null) {
      return flattening.properties();
    }
    if (type != EventType.IDENTIFY) {
      throw new InvalidEvent(
          QuarantineReason.INVALID_FIELD,
          "traits must come with type identify, but came with " + type.wireName());
    }
    return flattening.addAll(fields.object("traits").json()).properties();
  }
}
