package io.millrace.serdes.avro;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Writes and reads one kind of record in the field order of its newest schema. */
public interface AvroCodec<T> {
  SchemaHistory schemas();

  void write(T value, Encoder out) throws IOException;

  T read(Decoder in) throws IOException;
}
