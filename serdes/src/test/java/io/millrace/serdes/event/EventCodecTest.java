package io.millrace.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.avro.AvroSerde;
import io.millrace.serdes.avro.SingleObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static final EventCodec CODEC = new EventCodec();
  private static final AvroSerde<Event> SERDE = new AvroSerde<>(CODEC);

  @Property(tries = 300)
  void readsWhatItWrote(@ForAll("events") Event event) {
    assertThat(SERDE.read(SERDE.write(event))).isEqualTo(event);
  }

  @Property(tries = 100)
  void writesWhatAnyAvroReaderReads(@ForAll("events") Event event) throws IOException {
    GenericRecord record = generic(SERDE.write(event));
    assertThat(record.get("visitor")).hasToString(event.visitor());
    assertThat(record.get("type")).hasToString(event.type().wireName());
    assertThat(record.get("occurredAt")).isEqualTo(event.occurredAt());
    assertThat(((Map<?, ?>) record.get("numbers"))).hasSize(event.properties().numbers().size());
    var money = (GenericRecord) record.get("money");
    var unscaled = new BigInteger(((ByteBuffer) money.get("amount")).array());
    assertThat(new BigDecimal(unscaled, Money.SCALE)).isEqualTo(event.money().amount());
  }

  @Test
  void theSchemaHasTheTypesInOurOrder() {
    assertThat(CODEC.schemas().current().getField("type").schema().getEnumSymbols())
        .isEqualTo(EventType.wireNames());
  }

  private static GenericRecord generic(byte[] bytes) throws IOException {
    int header = SingleObject.HEADER_BYTES;
    var decoder = DecoderFactory.get().binaryDecoder(bytes, header, bytes.length - header, null);
    return new GenericDatumReader<GenericRecord>(CODEC.schemas().current()).read(null, decoder);
  }

  @Provide
  Arbitrary<Event> events() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(12);
    Arbitrary<Properties> properties =
        Combinators.combine(
                Arbitraries.maps(text, text).ofMaxSize(4),
                Arbitraries.maps(text, Arbitraries.doubles()).ofMaxSize(4),
                Arbitraries.maps(text, Arbitraries.of(true, false)).ofMaxSize(4))
            .as(Properties::new);
    Arbitrary<Money> money =
        Combinators.combine(Arbitraries.longs().between(-1L << 50, 1L << 50), text)
            .as((amount, currency) -> new Money(BigDecimal.valueOf(amount, 4), currency));
    return Combinators.combine(
            text, text, Arbitraries.of(EventType.class), Arbitraries.longs(), properties, money)
        .as(EventCodecTest::event);
  }

  private static Event event(
      String one, String other, EventType type, long time, Properties properties, Money money) {
    return new Event(
        one,
        other,
        type,
        other,
        one,
        other,
        one,
        time,
        -time,
        time % 2 == 0,
        new Page(one, other, one),
        other,
        new Campaign(one, other, one, other, one),
        new Device(other, one, other, one),
        one,
        other,
        money,
        properties);
  }
}
