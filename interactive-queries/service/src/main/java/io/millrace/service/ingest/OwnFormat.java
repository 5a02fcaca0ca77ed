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
import io.millrace.serdes.quarantine.Reason;
import io.millrace.state.problem.Nearest;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Our own JSON: the fields of an event by their names. Strict, so that a slip is seen at once. */
final class OwnFormat implements EventFormat {
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
  public Event read(ObjectNode json, Arrival arrival) throws InvalidEvent {
    Fields fields = Fields.of(json).requireOnly(FIELDS);
    String id = fields.text("id", Limits.MAX_ID_CHARS);
    EventType type = type(fields);
    String name = fields.text("name", Limits.MAX_NAME_CHARS);
    String anonymousId = fields.text("anonymousId", Limits.MAX_ID_CHARS);
    String userId = fields.text("userId", Limits.MAX_ID_CHARS);
    return new Event(
        arrival.tenant(),
        id.isEmpty() ? UUID.randomUUID().toString() : id,
        type,
        name.isEmpty() ? type.word() : name,
        visitor(fields, userId, anonymousId),
        anonymousId,
        userId,
        Moments.admitted(occurredAt(fields, arrival), arrival),
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

  private static EventType type(Fields fields) throws InvalidEvent {
    String word = fields.text("type");
    if (word.isEmpty()) {
      throw new InvalidEvent(
          Reason.MISSING_FIELD, "type must be one of %s".formatted(EventType.words()));
    }
    EventType type = EventType.parse(word).orElse(null);
    if (type == null) {
      throw InvalidEvent.field("type", "one of " + EventType.words(), nearest(word));
    }
    return type;
  }

  private static String nearest(String word) {
    var nearest = Nearest.of(word, EventType.words());
    return nearest.isEmpty() ? word : "%s; the nearest: %s".formatted(word, nearest.getFirst());
  }

  private static String visitor(Fields fields, String userId, String anonymousId)
      throws InvalidEvent {
    String visitor = fields.text("visitor", Limits.MAX_ID_CHARS);
    return visitor.isEmpty() ? Visitors.of(userId, anonymousId, "visitor") : visitor;
  }

  private static long occurredAt(Fields fields, Arrival arrival) throws InvalidEvent {
    JsonNode occurredAt = fields.value("occurredAt");
    if (occurredAt != null) {
      return Moments.millis("occurredAt", occurredAt);
    }
    if (arrival.imported()) {
      throw new InvalidEvent(
          Reason.MISSING_FIELD, "an imported event must have occurredAt, but had none");
    }
    return arrival.receivedAt();
  }

  private static Page page(Fields page) throws InvalidEvent {
    return page.json().isEmpty()
        ? Page.NONE
        : new Page(page.text("url"), page.text("path"), page.text("title"));
  }

  private static Campaign campaign(Fields campaign) throws InvalidEvent {
    return campaign.json().isEmpty()
        ? Campaign.NONE
        : new Campaign(
            campaign.text("name"),
            campaign.text("source"),
            campaign.text("medium"),
            campaign.text("term"),
            campaign.text("content"));
  }

  private static Device device(Fields device) throws InvalidEvent {
    return device.json().isEmpty()
        ? Device.NONE
        : new Device(
            device.text("type"),
            device.text("os"),
            device.text("browser"),
            device.text("userAgent"));
  }

  private static String country(Fields fields) throws InvalidEvent {
    String country = fields.text("country");
    if (!country.isEmpty() && !Countries.isCode(country)) {
      throw InvalidEvent.field("country", "an ISO 3166 code of two letters", country);
    }
    return country.toUpperCase(Locale.ROOT);
  }

  private static Money money(Fields fields) throws InvalidEvent {
    if (fields.value("money") == null) {
      return Money.NONE;
    }
    Fields money = fields.object("money").requireOnly(MONEY);
    BigDecimal amount = Amounts.amount(money.value("amount"));
    if (amount == null) {
      throw InvalidEvent.field("money.amount", "a number", money.value("amount"));
    }
    return Amounts.money("money", amount, money.text("currency"));
  }

  private static Properties properties(Fields fields, EventType type) throws InvalidEvent {
    var flattening = new Flattening().addAll(fields.object("properties").json());
    if (fields.value("traits") == null) {
      return flattening.properties();
    }
    if (type != EventType.IDENTIFY) {
      throw new InvalidEvent(
          Reason.INVALID_FIELD,
          "traits must come with type identify, but came with " + type.word());
    }
    return flattening.addAll(fields.object("traits").json()).properties();
  }
}
