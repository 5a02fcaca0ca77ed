package io.millrace.connect.avro;

import io.millrace.serdes.avro.AvroBytes;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryDecoder;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Reads one Avro type as a value of one Connect schema. */
sealed interface AvroReader {
  /** The Connect schema of the values that {@link #read} returns. */
  Schema schema();

  @Nullable Object read(BinaryDecoder in) throws IOException;

  record Text(Schema schema) implements AvroReader {
    Text() {
      this(Schema.STRING_SCHEMA);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return in.readString();
    }
  }

  /** An enum, as the text of its symbol. */
  record Symbol(Schema schema, List<String> symbols) implements AvroReader {
    Symbol(List<String> symbols) {
      this(Schema.STRING_SCHEMA, symbols);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      int index = in.readEnum();
      if (index < 0 || index >= symbols.size()) {
        throw new IOException(
            "an enum's index must be 0 to %d, but was %d".formatted(symbols.size() - 1, index));
      }
      return symbols.get(index);
    }
  }

  record Bool(Schema schema) implements AvroReader {
    Bool() {
      this(Schema.BOOLEAN_SCHEMA);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return in.readBoolean();
    }
  }

  record Int32(Schema schema) implements AvroReader {
    Int32() {
      this(Schema.INT32_SCHEMA);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return in.readInt();
    }
  }

  record Int64(Schema schema) implements AvroReader {
    Int64() {
      this(Schema.INT64_SCHEMA);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return in.readLong();
    }
  }

  record Float32(Schema schema) implements AvroReader {
    Float32() {
      this(Schema.FLOAT32_SCHEMA);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return in.readFloat();
    }
  }

  record Float64(Schema schema) implements AvroReader {
    Float64() {
      this(Schema.FLOAT64_SCHEMA);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return in.readDouble();
    }
  }

  /** A timestamp in epoch milliseconds. */
  record Millis(Schema schema) implements AvroReader {
    Millis() {
      this(Timestamp.SCHEMA);
    }

    // Connect's own type for a Timestamp.
    @SuppressWarnings("JavaUtilDate")
    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return new Date(in.readLong());
    }
  }

  record Bytes(Schema schema) implements AvroReader {
    Bytes() {
      this(Schema.BYTES_SCHEMA);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return AvroBytes.read(in);
    }
  }

  record DecimalNumber(Schema schema, int scale) implements AvroReader {
    DecimalNumber(int scale) {
      this(Decimal.schema(scale), scale);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      return new BigDecimal(new BigInteger(AvroBytes.read(in)), scale);
    }
  }

  record MapOf(Schema schema, AvroReader values) implements AvroReader {
    MapOf(AvroReader values) {
      this(SchemaBuilder.map(Schema.STRING_SCHEMA, values.schema()).build(), values);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      long count = in.readMapStart();
      if (count == 0) {
        return Map.of();
      }
      var map = new HashMap<String, @Nullable Object>();
      for (; count != 0; count = in.mapNext()) {
        for (long i = 0; i < count; i++) {
          map.put(in.readString(), values.read(in));
        }
      }
      return map;
    }
  }

  record ListOf(Schema schema, AvroReader items) implements AvroReader {
    ListOf(AvroReader items) {
      this(SchemaBuilder.array(items.schema()).build(), items);
    }

    @Override
    public Object read(BinaryDecoder in) throws IOException {
      var list = new ArrayList<@Nullable Object>();
      for (long count = in.readArrayStart(); count != 0; count = in.arrayNext()) {
        for (long i = 0; i < count; i++) {
          list.add(items.read(in));
        }
      }
      return list;
    }
  }

  /** A union of null and one other type, in either order. */
  record Optional(Schema schema, AvroReader present, int nullBranch) implements AvroReader {
    @Override
    public @Nullable Object read(BinaryDecoder in) throws IOException {
      if (in.readIndex() == nullBranch) {
        in.readNull();
        return null;
      }
      return present.read(in);
    }
  }

  record Nested(Schema schema, List<AvroReader> readers) implements AvroReader {
    @Override
    public Struct read(BinaryDecoder in) throws IOException {
      var struct = new Struct(schema);
      List<Field> fields = schema.fields();
      for (int i = 0; i < readers.size(); i++) {
        struct.put(fields.get(i), readers.get(i).read(in));
      }
      return struct;
    }
  }
}
