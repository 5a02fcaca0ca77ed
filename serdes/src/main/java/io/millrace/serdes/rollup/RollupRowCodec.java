package io.millrace.serdes.rollup;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
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
    out.writeString(row.key().grain().word());
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
    for (Kind kind : Kind.values()) {
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
    for (Kind kind : Kind.values()) {
      for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
        for (long i = 0; i < count; i++) {
          measures.add(in.readString());
          states.add(kind.read(in));
        }
      }
    }
    return new RollupRow(key, table, names, part, version, measures, new RollupState(states));
  }

  private static void write(RollupRow row, Kind kind, Encoder out) throws IOException {
    List<MeasureState> states = row.state().measures();
    out.writeMapStart();
    out.setItemCount(states.stream().filter(kind::has).count());
    for (int i = 0; i < states.size(); i++) {
      if (kind.has(states.get(i))) {
        out.startItem();
        out.writeString(row.measures().get(i));
        kind.write(states.get(i), out);
      }
    }
    out.writeMapEnd();
  }

  private static Grain grain(String word) {
    return Grain.parse(word)
        .orElseThrow(
            () ->
                new MalformedBytes(
                    "a grain must be one of %s, but was %s".formatted(Grain.words(), word)));
  }

  /** The maps of measures, in the order of the schema. */
  private enum Kind {
    COUNTS {
      @Override
      boolean has(MeasureState state) {
        return state instanceof CountState;
      }

      @Override
      void write(MeasureState state, Encoder out) throws IOException {
        out.writeLong(((CountState) state).result());
      }

      @Override
      MeasureState read(Decoder in) throws IOException {
        return new CountState(in.readLong());
      }
    },
    SUMS {
      @Override
      boolean has(MeasureState state) {
        return state instanceof SumState;
      }

      @Override
      void write(MeasureState state, Encoder out) throws IOException {
        out.writeBytes(((SumState) state).result().unscaledValue().toByteArray());
      }

      @Override
      MeasureState read(Decoder in) throws IOException {
        return new SumState(new BigDecimal(new BigInteger(bytes(in)), SumState.SCALE));
      }
    },
    MINIMA {
      @Override
      boolean has(MeasureState state) {
        return isExtreme(state, false);
      }

      @Override
      void write(MeasureState state, Encoder out) throws IOException {
        out.writeDouble(((ExtremeState) state).extreme());
      }

      @Override
      MeasureState read(Decoder in) throws IOException {
        ExtremeState state = ExtremeState.min();
        state.add(in.readDouble());
        return state;
      }
    },
    MAXIMA {
      @Override
      boolean has(MeasureState state) {
        return isExtreme(state, true);
      }

      @Override
      void write(MeasureState state, Encoder out) throws IOException {
        out.writeDouble(((ExtremeState) state).extreme());
      }

      @Override
      MeasureState read(Decoder in) throws IOException {
        ExtremeState state = ExtremeState.max();
        state.add(in.readDouble());
        return state;
      }
    },
    DISTINCTS {
      @Override
      boolean has(MeasureState state) {
        return state instanceof UniqState;
      }

      @Override
      void write(MeasureState state, Encoder out) throws IOException {
        out.writeBytes(stateBytes(state));
      }

      @Override
      MeasureState read(Decoder in) throws IOException {
        return UniqState.read(new ByteReader(bytes(in)));
      }
    },
    QUANTILES {
      @Override
      boolean has(MeasureState state) {
        return state instanceof QuantileState;
      }

      @Override
      void write(MeasureState state, Encoder out) throws IOException {
        out.writeBytes(stateBytes(state));
      }

      @Override
      MeasureState read(Decoder in) throws IOException {
        return QuantileState.read(new ByteReader(bytes(in)));
      }
    };

    abstract boolean has(MeasureState state);

    abstract void write(MeasureState state, Encoder out) throws IOException;

    abstract MeasureState read(Decoder in) throws IOException;

    private static boolean isExtreme(MeasureState state, boolean greatest) {
      return state instanceof ExtremeState extreme && extreme.greatest() == greatest;
    }

    private static byte[] stateBytes(MeasureState state) {
      var bytes = new ByteWriter(64);
      state.write(bytes);
      return bytes.toBytes();
    }

    private static byte[] bytes(Decoder in) throws IOException {
      ByteBuffer buffer = in.readBytes(null);
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }
  }
}
