package io.millrace.serdes.session;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@link SessionChange} in the field order of {@code Session.avsc}. */
public final class SessionChangeCodec implements AvroCodec<SessionChange> {
  private static final SchemaHistory SCHEMAS = SchemaHistory.load("Session");

  @Override
  public SchemaHistory schemas() {
    return SCHEMAS;
  }

  @Override
  public void write(SessionChange change, Encoder out) throws IOException {
    out.writeString(change.tenant());
    out.writeString(change.visitor());
    Session session = change.session();
    out.writeLong(session.opened());
    out.writeLong(session.started());
    out.writeLong(session.ended());
    out.writeLong(session.events());
    out.writeLong(session.version());
    out.writeBoolean(change.deleted());
  }

  @Override
  public SessionChange read(Decoder in) throws IOException {
    return new SessionChange(
        in.readString(),
        in.readString(),
        new Session(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()),
        in.readBoolean());
  }
}
