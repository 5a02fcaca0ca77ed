package io.millrace.serdes.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.bytes.MalformedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
  private static final Schema FIRST =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Pair","fields":[{"name":"left","type":"string"}]}\
              """);
  private static final Schema SECOND =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Pair","fields":[
                {"name":"right","type":"long","default":7},{"name":"left","type":"string"}]}\
              """);

  record Pair(String left, long right) {}

  @Test
  void readsARecordOfAnOlderSchema() throws IOException {
    var serde = new AvroSerde<>(new PairCodec(List.of(FIRST, SECOND)));
    assertThat(serde.read(olderRecord())).isEqualTo(new Pair("x", 7));
  }

  @Test
  void refusesASchemaThatWasNeverReleased() throws IOException {
    var serde = new AvroSerde<>(new PairCodec(List.of(SECOND)));
    byte[] unknown = olderRecord();
    assertThatThrownBy(() -> serde.read(unknown))
        .isInstanceOf(MalformedBytes.class)
        .hasMessageContaining("none of the 1 released versions of Pair");
  }

  @Test
  void refusesACutRecord() {
    var serde = new AvroSerde<>(new PairCodec(List.of(SECOND)));
    byte[] whole = serde.write(new Pair("left", 1));
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> serde.read(cut)).isInstanceOf(MalformedBytes.class);
    assertThatThrownBy(() -> serde.read(new byte[] {1, 2, 3})).isInstanceOf(MalformedBytes.class);
  }

  private static byte[] olderRecord() throws IOException {
    var record = new GenericData.Record(FIRST);
    record.put("left", "x");
    var out = new ByteArrayOutputStream();
    out.writeBytes(SingleObject.header(new SchemaHistory(List.of(FIRST)).currentFingerprint()));
    Encoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(FIRST).write(record, encoder);
    return out.toByteArray();
  }

  private record PairCodec(SchemaHistory schemas) implements AvroCodec<Pair> {
    PairCodec(List<Schema> versions) {
      this(new SchemaHistory(versions));
    }

    @Override
    public void write(Pair value, Encoder out) throws IOException {
      out.writeLong(value.right());
      out.writeString(value.left());
    }

    @Override
    public Pair read(Decoder in) throws IOException {
      long right = in.readLong();
      return new Pair(in.readString(), right);
    }
  }
}
