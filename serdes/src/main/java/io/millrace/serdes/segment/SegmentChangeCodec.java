package io.millrace.serdes.segment;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@link SegmentChange} in the field order of {@code SegmentChange.avsc}. */
public final class SegmentChangeCodec implements AvroCodec<SegmentChange> {
  private static final SchemaHistory SCHEMAS = SchemaHistory.load("SegmentChange");

  @Override
  public SchemaHistory schemas() {
    return SCHEMAS;
  }

  @Override
  public void write(SegmentChange change, Encoder out) throws IOException {
    out.writeString(change.tenant());
    out.writeString(change.visitor());
    out.writeString(change.segment());
    out.writeInt(change.version());
    out.writeBoolean(change.entered());
    out.writeLong(change.at());
    out.writeString(change.cause().wireName());
    out.writeString(change.eventId());
  }

  @Override
  public SegmentChange read(Decoder in) throws IOException {
    return new SegmentChange(
        in.readString(),
        in.readString(),
        in.readString(),
        in.readInt(),
        in.readBoolean(),
        in.readLong(),
        SegmentChange.Cause.parse(in.readString()),
        in.readString());
  }
}
