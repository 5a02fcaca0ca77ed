package io.millrace.serdes.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

/** Our encoder and decoder against Avro's own. */
class ArrayEncoderTest {
  private static final Schema SCHEMA =
      SchemaBuilder.record("All")
          .fields()
          .requiredInt("int")
          .requiredLong("long")
          .requiredFloat("float")
          .requiredDouble("double")
          .requiredBoolean("boolean")
          .requiredString("text")
          .requiredBytes("bytes")
          .optionalLong("option")
          .name("map")
          .type()
          .map()
          .values()
          .doubleType()
          .noDefault()
          .name("list")
          .type()
          .array()
          .items()
          .longType()
          .noDefault()
          .endRecord();

  @Property
  void writesAndReadsWhatAvroDoes(
      @ForAll int number,
      @ForAll long large,
      @ForAll float single,
      @ForAll double real,
      @ForAll boolean flag,
      @ForAll String text,
      @ForAll byte[] bytes,
      @ForAll List<Long> list)
      throws IOException {
    var record = new GenericData.Record(SCHEMA);
    record.put("int", number);
    record.put("long", large);
    record.put("float", single);
    record.put("double", real);
    record.put("boolean", flag);
    record.put("text", wellFormed(text));
    record.put("bytes", ByteBuffer.wrap(bytes));
    record.put("option", flag ? large : null);
    record.put("map", flag ? Map.of(wellFormed(text), real) : Map.of());
    record.put("list", list);

    var ours = new ByteWriter(16);
    new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, new ArrayEncoder(ours));
    assertThat(ours.toBytes()).isEqualTo(avros(record));

    GenericRecord read =
        new GenericDatumReader<GenericRecord>(SCHEMA)
            .read(null, new ArrayDecoder(new ByteReader(ours.toBytes())));
    assertThat(avros(read)).isEqualTo(ours.toBytes());
    assertThat(read.get("text")).isEqualTo(new Utf8(wellFormed(text)));
  }

  @Test
  void readsBlocksThatTellTheirSize() {
    // Two items in a block of two bytes, then the end.
    byte[] list = {0x03, 0x04, 0x02, 0x04, 0x00};
    var decoder = new ArrayDecoder(new ByteReader(list));
    assertThat(decoder.readArrayStart()).isEqualTo(2);
    assertThat(decoder.readLong()).isEqualTo(1);
    assertThat(decoder.readLong()).isEqualTo(2);
    assertThat(decoder.arrayNext()).isZero();
    assertThat(new ArrayDecoder(new ByteReader(list)).skipArray()).isZero();
  }

  @Test
  void refusesATextThatIsNotWhole() {
    byte[] text = {0x0A, 'a', 'b'};
    assertThatThrownBy(() -> new ArrayDecoder(new ByteReader(text)).readString())
        .isInstanceOf(MalformedBytes.class);
    byte[] negative = {0x01};
    assertThatThrownBy(() -> new ArrayDecoder(new ByteReader(negative)).readString())
        .isInstanceOf(MalformedBytes.class);
  }

  private static byte[] avros(GenericRecord record) throws IOException {
    var out = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** Without lone surrogates, for which UTF-8 has no bytes. */
  private static String wellFormed(String text) {
    int[] points = text.codePoints().filter(point -> point < 0xD800 || point > 0xDFFF).toArray();
    return new String(points, 0, points.length);
  }
}
