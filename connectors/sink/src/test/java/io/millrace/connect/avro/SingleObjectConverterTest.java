package io.millrace.connect.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.avro.AvroSerde;
import io.millrace.serdes.avro.SchemaHistory;
import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventCodec;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.Grain;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKey;
import io.millrace.serdes.rollup.RollupRow;
import io.millrace.serdes.rollup.RollupRowCodec;
import io.millrace.serdes.rollup.RollupSeries;
import io.millrace.serdes.rollup.RollupState;
import io.millrace.serdes.rollup.UniqState;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.session.SessionChangeCodec;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

// Connect's own type for a Timestamp is java.util.Date.
@SuppressWarnings("JavaUtilDate")
class SingleObjectConverterTest {
  private static final Event EVENT =
      new Event(
          "shop",
          "m-1",
          EventType.PURCHASE,
          "Order Completed",
          "u-7",
          "a-7",
          "u-7",
          1_431_820_800_123L,
          1_431_820_801_000L,
          true,
          new Page("https://shop.example/cart", "/cart", "Cart"),
          "https://search.example/",
          new Campaign("spring", "news", "mail", "", "top"),
          new Device("phone", "Android", "Firefox", "Mozilla/5.0"),
          "PL",
          "gold",
          new Money(new BigDecimal("-12.3456"), "PLN"),
          new Properties(Map.of("sku", "Ä-1"), Map.of("price", 1.5), Map.of("gift", true)));

  private final SingleObjectConverter converter = new SingleObjectConverter();

  @Test
  void readsEveryFieldOfAnEvent() {
    Struct event = read(new AvroSerde<>(new EventCodec()).write(EVENT));

    assertThat(event.getString("tenant")).isEqualTo("shop");
    assertThat(event.getString("type")).isEqualTo("purchase");
    assertThat(event.schema().field("occurredAt").schema()).isEqualTo(Timestamp.SCHEMA);
    assertThat(event.get("occurredAt")).isEqualTo(new Date(1_431_820_800_123L));
    assertThat(event.getBoolean("imported")).isTrue();
    assertThat(event.getStruct("page").getString("path")).isEqualTo("/cart");
    assertThat(event.getStruct("device").getString("userAgent")).isEqualTo("Mozilla/5.0");
    assertThat(event.getStruct("money").get("amount")).isEqualTo(new BigDecimal("-12.3456"));
    assertThat(event.getMap("texts")).isEqualTo(Map.of("sku", "Ä-1"));
    assertThat(event.getMap("numbers")).isEqualTo(Map.of("price", 1.5));
    assertThat(event.getMap("booleans")).isEqualTo(Map.of("gift", true));
  }

  @Test
  void readsRollupRowsWithTheirStatesAsBytes() {
    var uniq = new UniqState();
    uniq.add(42);
    var key =
        new RollupKey(
            new RollupSeries("shop", "traffic", List.of("browse", "PL", "")),
            Grain.HOUR,
            7_200_000);
    var state = new RollupState(List.of(new CountState(5), uniq));
    RollupRow row = RollupRow.of(Rollup.TRAFFIC, key, 3, 9, state);

    Struct struct = read(new AvroSerde<>(new RollupRowCodec()).write(row));

    assertThat(struct.get("window")).isEqualTo(new Date(7_200_000));
    assertThat(struct.getString("grain")).isEqualTo("1h");
    assertThat(struct.getMap("dimensions"))
        .isEqualTo(Map.of("type", "browse", "country", "PL", "plan", ""));
    assertThat(struct.getInt64("part")).isEqualTo(3);
    assertThat(struct.getMap("counts")).isEqualTo(Map.of("events", 5L));
    assertThat((byte[]) struct.getMap("distincts").get("visitors")).isEqualTo(uniq.toBytes());
  }

  @Test
  void readsSessions() {
    var change = new SessionChange("shop", "u-7", new Session(10, 5, 20, 3, 4), true);

    Struct struct = read(new AvroSerde<>(new SessionChangeCodec()).write(change));

    assertThat(struct.get("opened")).isEqualTo(new Date(10));
    assertThat(struct.getInt64("version")).isEqualTo(4);
    assertThat(struct.getBoolean("deleted")).isTrue();
  }

  @Test
  void keepsOneConnectSchemaPerVersion() {
    byte[] bytes = new AvroSerde<>(new EventCodec()).write(EVENT);
    byte[] between =
        new AvroSerde<>(new SessionChangeCodec())
            .write(new SessionChange("shop", "u-7", Session.open(1), false));

    org.apache.kafka.connect.data.Schema first = read(bytes).schema();
    read(between);

    assertThat(read(bytes).schema()).isSameAs(first);
  }

  @Test
  void readsOptionalFieldsAndLists() throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "R", "fields": [
                  {"name": "maybe", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
                  {"name": "other", "type": [{"type": "map", "values": "int"}, "null"]},
                  {"name": "list", "type": {"type": "array", "items": "float"}}]}
                """);
    var mine = new SingleObjectConverter(List.of(new SchemaHistory(List.of(schema))));
    GenericRecord record =
        new GenericRecordBuilder(schema)
            .set("maybe", 5L)
            .set("other", null)
            .set("list", new GenericData.Array<>(schema.getField("list").schema(), List.of(1.5f)))
            .build();

    var struct = (Struct) mine.toConnectData("t", singleObject(schema, record)).value();

    assertThat(struct.get("maybe")).isEqualTo(new Date(5));
    assertThat(struct.get("other")).isNull();
    assertThat(struct.getArray("list")).isEqualTo(List.of(1.5f));
  }

  @Test
  void passesTombstonesOn() {
    assertThat(converter.toConnectData("t", null)).isEqualTo(SchemaAndValue.NULL);
  }

  @Test
  void refusesCutBytesAndTrailingBytes() {
    byte[] bytes = new AvroSerde<>(new EventCodec()).write(EVENT);

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> converter.toConnectData("t", cut)).isInstanceOf(DataException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> converter.toConnectData("t", longer))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("behind the end");
  }

  @Test
  void refusesUnknownSchemasByTheirFingerprint() {
    byte[] bytes = new AvroSerde<>(new EventCodec()).write(EVENT);
    bytes[5] ^= 1;

    assertThatThrownBy(() -> converter.toConnectData("enriched", bytes))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic enriched")
        .hasMessageContaining("fingerprint");
  }

  private Struct read(byte[] bytes) {
    SchemaAndValue read = converter.toConnectData("t", bytes);
    var struct = (Struct) read.value();
    assertThat(struct.schema()).isSameAs(read.schema());
    struct.validate();
    return struct;
  }

  private static byte[] singleObject(Schema schema, GenericRecord record) throws Exception {
    var out = new ByteArrayOutputStream();
    out.write(0xC3);
    out.write(0x01);
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(SchemaNormalization.parsingFingerprint64(schema))
            .array());
    var encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
