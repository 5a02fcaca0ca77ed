package io.millrace.connect.avro;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Compiles an Avro schema into its reader and its Connect schema. */
final class AvroReaders {
  private AvroReaders() {}

  static AvroReader.Nested of(Schema record) {
    SchemaBuilder connect = SchemaBuilder.struct().name(record.getFullName());
    var readers = new ArrayList<AvroReader>();
    for (Schema.Field field : record.getFields()) {
      AvroReader reader = reader(field.schema());
      connect.field(field.name(), reader.schema());
      readers.add(reader);
    }
    return new AvroReader.Nested(connect.build(), List.copyOf(readers));
  }

  private static AvroReader reader(Schema avro) {
    return switch (avro.getType()) {
      case RECORD -> of(avro);
      case STRING -> new AvroReader.Text();
      case ENUM -> new AvroReader.Symbol(List.copyOf(avro.getEnumSymbols()));
      case BOOLEAN -> new AvroReader.Bool();
      case INT -> new AvroReader.Int32();
      case LONG -> number(avro.getLogicalType());
      case FLOAT -> new AvroReader.Float32();
      case DOUBLE -> new AvroReader.Float64();
      case BYTES -> bytes(avro.getLogicalType());
      case MAP -> new AvroReader.MapOf(reader(avro.getValueType()));
      case ARRAY -> new AvroReader.ListOf(reader(avro.getElementType()));
      case UNION -> optional(avro);
      case FIXED, NULL -> throw new IllegalArgumentException("cannot convert the type " + avro);
    };
  }

  private static AvroReader number(LogicalType type) {
    return type instanceof LogicalTypes.TimestampMillis
        ? new AvroReader.Millis()
        : new AvroReader.Int64();
  }

  private static AvroReader bytes(LogicalType type) {
    return type instanceof LogicalTypes.Decimal decimal
        ? new AvroReader.DecimalNumber(decimal.getScale())
        : new AvroReader.Bytes();
  }

  private static AvroReader optional(Schema union) {
    List<Schema> branches = union.getTypes();
    int nullBranch = branches.getFirst().getType() == Schema.Type.NULL ? 0 : 1;
    if (branches.size() != 2 || branches.get(nullBranch).getType() != Schema.Type.NULL) {
      throw new IllegalArgumentException(
          "a union must be of null and one other type, but was " + union);
    }
    AvroReader present = reader(branches.get(1 - nullBranch));
    return new AvroReader.Optional(optional(present.schema()), present, nullBranch);
  }

  private static org.apache.kafka.connect.data.Schema optional(
      org.apache.kafka.connect.data.Schema schema) {
    SchemaBuilder builder =
        switch (schema.type()) {
          case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
          case ARRAY -> SchemaBuilder.array(schema.valueSchema());
          case STRUCT -> {
            SchemaBuilder struct = SchemaBuilder.struct();
            schema.fields().forEach(field -> struct.field(field.name(), field.schema()));
            yield struct;
          }
          default -> new SchemaBuilder(schema.type());
        };
    if (schema.name() != null) {
      builder.name(schema.name()).version(schema.version());
    }
    if (schema.parameters() != null) {
      builder.parameters(schema.parameters());
    }
    return builder.optional().build();
  }
}
