package io.millrace.serdes.event;

import io.millrace.serdes.avro.AvroBytes;
import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@link Event} in the field order of {@code Event.avsc}. */
public final class EventCodec implements AvroCodec<Event> {
  private static final SchemaHistory SCHEMAS = SchemaHistory.load("Event");
  private static final EventType[] TYPES = EventType.values();

  @Override
  public SchemaHistory schemas() {
    return SCHEMAS;
  }

  // The schema's enum has the constants in this order; a test compares the two.
  @SuppressWarnings("EnumOrdinal")
  @Override
  public void write(Event event, Encoder out) throws IOException {
    out.writeString(event.tenant());
    out.writeString(event.id());
    out.writeEnum(event.type().ordinal());
    out.writeString(event.name());
    out.writeString(event.visitor());
    out.writeString(event.anonymousId());
    out.writeString(event.userId());
    out.writeLong(event.occurredAt());
    out.writeLong(event.receivedAt());
    out.writeBoolean(event.imported());
    writePage(event.page(), out);
    out.writeString(event.referrer());
    writeCampaign(event.campaign(), out);
    writeDevice(event.device(), out);
    out.writeString(event.country());
    out.writeString(event.plan());
    writeMoney(event.money(), out);
    writeProperties(event.properties(), out);
  }

  @Override
  public Event read(Decoder in) throws IOException {
    return new Event(
        in.readString(),
        in.readString(),
        TYPES[in.readEnum()],
        in.readString(),
        in.readString(),
        in.readString(),
        in.readString(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        new Page(in.readString(), in.readString(), in.readString()),
        in.readString(),
        new Campaign(
            in.readString(), in.readString(), in.readString(), in.readString(), in.readString()),
        new Device(in.readString(), in.readString(), in.readString(), in.readString()),
        in.readString(),
        in.readString(),
        money(AvroBytes.read(in), in.readString()),
        readProperties(in));
  }

  private static void writePage(Page page, Encoder out) throws IOException {
    out.writeString(page.url());
    out.writeString(page.path());
    out.writeString(page.title());
  }

  private static void writeCampaign(Campaign campaign, Encoder out) throws IOException {
    out.writeString(campaign.name());
    out.writeString(campaign.source());
    out.writeString(campaign.medium());
    out.writeString(campaign.term());
    out.writeString(campaign.content());
  }

  private static void writeDevice(Device device, Encoder out) throws IOException {
    out.writeString(device.type());
    out.writeString(device.os());
    out.writeString(device.browser());
    out.writeString(device.userAgent());
  }

  private static void writeMoney(Money money, Encoder out) throws IOException {
    out.writeBytes(money.amount().unscaledValue().toByteArray());
    out.writeString(money.currency());
  }

  /** Most events have no amount. */
  private static Money money(byte[] unscaled, String currency) {
    boolean none = currency.isEmpty() && unscaled.length == 1 && unscaled[0] == 0;
    return none
        ? Money.NONE
        : new Money(new BigDecimal(new BigInteger(unscaled), Money.SCALE), currency);
  }

  private static void writeProperties(Properties properties, Encoder out) throws IOException {
    out.writeMapStart();
    out.setItemCount(properties.texts().size());
    for (Map.Entry<String, String> text : properties.texts().entrySet()) {
      out.startItem();
      out.writeString(text.getKey());
      out.writeString(text.getValue());
    }
    out.writeMapEnd();
    out.writeMapStart();
    out.setItemCount(properties.numbers().size());
    for (Map.Entry<String, Double> number : properties.numbers().entrySet()) {
      out.startItem();
      out.writeString(number.getKey());
      out.writeDouble(number.getValue());
    }
    out.writeMapEnd();
    out.writeMapStart();
    out.setItemCount(properties.booleans().size());
    for (Map.Entry<String, Boolean> flag : properties.booleans().entrySet()) {
      out.startItem();
      out.writeString(flag.getKey());
      out.writeBoolean(flag.getValue());
    }
    out.writeMapEnd();
  }

  private static Properties readProperties(Decoder in) throws IOException {
    return new Properties(
        readMap(in, Decoder::readString),
        readMap(in, Decoder::readDouble),
        readMap(in, Decoder::readBoolean));
  }

  private static <V> Map<String, V> readMap(Decoder in, ValueReader<V> values) throws IOException {
    long count = in.readMapStart();
    if (count == 0) {
      return Map.of();
    }
    var map = new HashMap<String, V>();
    for (; count != 0; count = in.mapNext()) {
      for (long i = 0; i < count; i++) {
        map.put(in.readString(), values.read(in));
      }
    }
    return map;
  }

  private interface ValueReader<V> {
    V read(Decoder in) throws IOException;
  }
}
