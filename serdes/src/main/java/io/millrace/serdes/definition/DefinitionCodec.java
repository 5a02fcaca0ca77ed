package io.millrace.serdes.definition;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@link Definition} in the field order of {@code Definition.avsc}. */
public final class DefinitionCodec implements AvroCodec<Definition> {
  private static final SchemaHistory SCHEMAS = SchemaHistory.load("Definition");

  @Override
  public SchemaHistory schemas() {
    return SCHEMAS;
  }

  @Override
  public void write(Definition definition, Encoder out) throws IOException {
    out.writeString(definition.kind());
    out.writeString(definition.tenant());
    out.writeString(definition.name());
    out.writeLong(definition.version());
    out.writeLong(definition.updatedAt());
    out.writeString(definition.body());
  }

  @Override
  public Definition read(Decoder in) throws IOException {
    return new Definition(
        in.readString(),
        in.readString(),
        in.readString(),
        in.readLong(),
        in.readLong(),
        in.readString());
  }
}
