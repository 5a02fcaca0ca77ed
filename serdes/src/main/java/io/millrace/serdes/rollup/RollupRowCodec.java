package io.millrace.serdes.rollup;

import io.millrace.serdes.avro.AvroBytes;
import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.MalformedBytes;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/**
 * {@link RollupRow} in the field order of {@code RollupRow.avsc}. A row that was read has its
 * measures in the order of their kinds.
 */
public final class RollupRowCodec implements AvroCodec<RollupRow> {
  private static final SchemaHistory SCHEMAS = SchemaHistory.load("RollupRow");

  @Override
  public SchemaHistory schemas() {
    return SCHEMAS;
  }

  @Override
  public void write(RollupRow row, Encoder out) throws IOException {
    RollupSeries series = row.key().series();
    out.writeString(series.tenant());
    out.writeString(series.rollup());
    out.writeString(row.table());
    out.writeString(row.key().grain().wireName());
    out.writeLong(row.key().start());
    out.writeMapStart();
    out.setItemCount(row.dimensions().size());
    for (int i = 0; i < row.dimensions().size(); i++) {
      out.startItem();
      out.writeString(row.dimensions().get(i));
      out.writeString(series.dimensions().get(i));
    }
    out.writeMapEnd();
    out.writeLong(row.part());
    out.writeLong(row.version());
    for (StateKind kind : StateKind.values()) {
      write(row, kind, out);
    }
  }

  @Override
  public RollupRow read(Decoder in) throws IOException {
    String tenant = in.readString();
    String rollup = in.readString();
    String table = in.readString();
    Grain grain = grain(in.readString());
    long start = in.readLong();
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
      for (long i = 0; i < count; i++) {
        names.add(in.readString());
        values.add(in.readString());
      }
    }
    var key = new RollupKey(new RollupSeries(tenant, rollup, values), grain, start);
    long part = in.readLong();
    long version = in.readLong();
    var measures = new ArrayList<String>();
    var states = new ArrayList<MeasureState>();
    for (StateKind kind : StateKind.values()) {
      for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
        for (long i = 0; i < count; i++) {
          measures.add(in.readString());
          states.add(read(kind, in));
        }
      }
    }
    return new RollupRow(key, table, names, part, version, measures, new RollupState(states));
  }

  private static void write(RollupRow row, StateKind kind, Encoder out) throws IOException {
    List<MeasureState> states = row.state().measures();
    out.writeMapStart();
    out.setItemCount(states.stream().filter(state -> StateKind.of(state) == kind).count());
    for (int i = 0; i < states.size(); i++) {
      if (StateKind.of(states.get(i)) == kind) {
        out.startItem();
        out.writeString(row.measures().get(i));
        write(states.get(i), out);
      }
    }
    out.writeMapEnd();
  }

  private static Grain grain(String word) {
    return Grain.parse(word)
        .orElseThrow(
            () ->
                new MalformedBytes(
                    "a grain must be one of %s, but was %s".formatted(Grain.wireNames(), word)));
  }

  private static void write(MeasureState state, Encoder out) throws IOException {
    switch (state) {
      case CountState count -> out.writeLong(count.result());
      case SumState sum -> out.writeBytes(sum.result().unscaledValue().toByteArray());
      case ExtremeState extreme -> out.writeDouble(extreme.extreme());
      case UniqState uniq -> out.writeBytes(uniq.toBytes());
      case QuantileState quantiles -> out.writeBytes(quantiles.toBytes());
    }
  }

  private static MeasureState read(StateKind kind, Decoder in) throws IOException {
    return switch (kind) {
      case COUNT -> new CountState(in.readLong());
      case SUM -> new SumState(new BigDecimal(new BigInteger(AvroBytes.read(in)), SumState.SCALE));
      case MIN -> extreme(ExtremeState.min(), in);
      case MAX -> extreme(ExtremeState.max(), in);
      case DISTINCT -> UniqState.read(new ByteReader(AvroBytes.read(in)));
      case QUANTILES -> QuantileState.read(new ByteReader(AvroBytes.read(in)));
    };
  }

  private static ExtremeState extreme(ExtremeState state, Decoder in) throws IOException {
    state.add(in.readDouble());
    return state;
  }
}
