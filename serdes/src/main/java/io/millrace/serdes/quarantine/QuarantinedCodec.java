package io.millrace.serdes.quarantine;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@link Quarantined} in the field order of {@code Quarantined.avsc}. */
public final class QuarantinedCodec implements AvroCodec<Quarantined> {
  private static final SchemaHistory SCHEMAS = SchemaHistory.load("Quarantined");

  @Override
  public SchemaHistory schemas() {
    return SCHEMAS;
  }

  @Override
  public void write(Quarantined event, Encoder out) throws IOException {
    out.writeString(event.tenant());
    out.writeString(event.reason().wireName());
    out.writeString(event.detail());
    out.writeLong(event.receivedAt());
    out.writeString(event.payload());
  }

  @Override
  public Quarantined read(Decoder in) throws IOException {
    return new Quarantined(
        in.readString(),
        QuarantineReason.parse(in.readString()),
        in.readString(),
        in.readLong(),
        in.readString());
  }
}
