package io.millrace.serdes.rollup;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.MalformedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/**
 * The rows of one rollup, in a schema made from its definition: {@code tenant, grain, window}, the
 * dimensions, {@code part, version}, the measures. Counts are longs, distinct counts the bytes of
 * their {@code uniq} state.
 */
public final class RollupRowCodec implements AvroCodec<RollupRow> {
  private final Rollup rollup;
  private final SchemaHistory schemas;

  public RollupRowCodec(Rollup rollup) {
    this.rollup = rollup;
    this.schemas = new SchemaHistory(List.of(schema(rollup)));
  }

  @Override
  public SchemaHistory schemas() {
    return schemas;
  }

  @Override
  public void write(RollupRow row, Encoder out) throws IOException {
    RollupSeries series = row.key().series();
    out.writeString(series.tenant());
    out.writeString(row.key().grain().word());
    out.writeLong(row.key().start());
    for (String dimension : series.dimensions()) {
      out.writeString(dimension);
    }
    out.writeLong(row.part());
    out.writeLong(row.version());
    for (MeasureState measure : row.state().measures()) {
      switch (measure) {
        case CountState count -> out.writeLong(count.result());
        case UniqState uniq -> out.writeBytes(uniq.toBytes());
      }
    }
  }

  @Override
  public RollupRow read(Decoder in) throws IOException {
    String tenant = in.readString();
    String word = in.readString();
    Grain grain =
        Grain.parse(word)
            .orElseThrow(
                () ->
                    new MalformedBytes(
                        "a grain must be one of %s, but was %s".formatted(Grain.words(), word)));
    long start = in.readLong();
    var dimensions = new ArrayList<String>();
    for (int i = 0; i < rollup.dimensions().size(); i++) {
      dimensions.add(in.readString());
    }
    var key = new RollupKey(new RollupSeries(tenant, rollup.name(), dimensions), grain, start);
    return new RollupRow(key, in.readLong(), in.readLong(), readState(in));
  }

  private RollupState readState(Decoder in) throws IOException {
    var measures = new ArrayList<MeasureState>();
    for (Measure measure : rollup.measures()) {
      measures.add(
          switch (measure) {
            case Measure.Count(var _) -> new CountState(in.readLong());
            case Measure.Distinct(var _, var _) -> UniqState.read(new ByteReader(bytes(in)));
          });
    }
    return new RollupState(measures);
  }

  private static byte[] bytes(Decoder in) throws IOException {
    ByteBuffer buffer = in.readBytes(null);
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static Schema schema(Rollup rollup) {
    Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
    var fields =
        SchemaBuilder.record("Rollup_" + rollup.name())
            .namespace("io.millrace")
            .fields()
            .requiredString("tenant")
            .requiredString("grain")
            .name("window")
            .type(time)
            .noDefault();
    for (Dimension dimension : rollup.dimensions()) {
      fields.requiredString(dimension.name());
    }
    fields.requiredLong("part").requiredLong("version");
    for (Measure measure : rollup.measures()) {
      switch (measure) {
        case Measure.Count(var name) -> fields.requiredLong(name);
        case Measure.Distinct(var name, var _) -> fields.requiredBytes(name);
      }
    }
    return fields.endRecord();
  }
}
