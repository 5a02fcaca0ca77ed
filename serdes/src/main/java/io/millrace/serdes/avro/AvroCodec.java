package io.millrace.serdes.avro;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Writes and reads one kind of record in the field order of its newest schema. */
public interface AvroCodec<T> {
  /** The released schema versions of the record. */
  SchemaHistory schemas();

  /**
   * Writes the fields of the value in the order of the newest schema, without the single-object
   * header.
   */
  void write(T value, Encoder out) throws IOException;

  /** Reads a value that was written with the newest schema. */
  T read(Decoder in) throws IOException;
}
