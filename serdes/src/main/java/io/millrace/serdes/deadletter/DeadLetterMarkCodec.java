package io.millrace.serdes.deadletter;

import io.millrace.serdes.avro.AvroCodec;
import io.millrace.serdes.avro.SchemaHistory;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** {@link DeadLetterMark} in the field order of {@code DeadLetterMark.avsc}. */
public final class DeadLetterMarkCodec implements AvroCodec<DeadLetterMark> {
  private static final SchemaHistory SCHEMAS = SchemaHistory.load("DeadLetterMark");
  private static final String REPLAYED = "replayed";
  private static final String DISCARDED = "discarded";

  @Override
  public SchemaHistory schemas() {
    return SCHEMAS;
  }

  @Override
  public void write(DeadLetterMark mark, Encoder out) throws IOException {
    switch (mark) {
      case DeadLetterMark.Replayed(long at, String topic, int partition, long offset) ->
          write(REPLAYED, at, topic, partition, offset, out);
      case DeadLetterMark.Discarded(long at) -> write(DISCARDED, at, "", -1, -1, out);
    }
  }

  @Override
  public DeadLetterMark read(Decoder in) throws IOException {
    String state = in.readString();
    long at = in.readLong();
    String topic = in.readString();
    int partition = in.readInt();
    long offset = in.readLong();
    return switch (state) {
      case REPLAYED -> new DeadLetterMark.Replayed(at, topic, partition, offset);
      case DISCARDED -> new DeadLetterMark.Discarded(at);
      default ->
          throw new IllegalArgumentException(
              "a dead letter's mark must be %s or %s, but was %s"
                  .formatted(REPLAYED, DISCARDED, state));
    };
  }

  private static void write(
      String state, long at, String topic, int partition, long offset, Encoder out)
      throws IOException {
    out.writeString(state);
    out.writeLong(at);
    out.writeString(topic);
    out.writeInt(partition);
    out.writeLong(offset);
  }
}
