package io.millrace.serdes.avro;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A record as an Avro single object.
 *
 * <p>Records of the newest schema are read by the codec directly; those of an older released schema
 * are resolved to the newest first. Thread safe.
 */
public final class AvroSerde<T> implements Serde<T> {
  private static final ThreadLocal<Buffer> BUFFERS = ThreadLocal.withInitial(Buffer::new);

  private final AvroCodec<T> codec;
  private final byte[] header;

  public AvroSerde(AvroCodec<T> codec) {
    this.codec = codec;
    this.header = SingleObject.header(codec.schemas().currentFingerprint());
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> value == null ? null : write(value);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  /** The value as an Avro single object of the newest schema: header, then the record. */
  public byte[] write(T value) {
    Buffer buffer = BUFFERS.get();
    buffer.out.reset().writeBytes(header);
    try {
      codec.write(value, buffer.encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.out.toBytes();
  }

  /**
   * Reads a single object of any released schema version. Throws {@link MalformedBytes} if the
   * bytes are not a record of a known schema.
   */
  public T read(byte[] bytes) {
    long fingerprint = SingleObject.fingerprint(bytes);
    return fingerprint == codec.schemas().currentFingerprint()
        ? read(bytes, SingleObject.HEADER_BYTES)
        : read(upgraded(bytes, version(fingerprint)), 0);
  }

  private T read(byte[] bytes, int offset) {
    try {
      return codec.read(new ArrayDecoder(new ByteReader(bytes, offset, bytes.length - offset)));
    } catch (IOException | MalformedBytes e) {
      throw notWhole(e);
    }
  }

  private MalformedBytes notWhole(Exception e) {
    return new MalformedBytes(
        "not a whole record of schema " + codec.schemas().current().getName(), e);
  }

  private int version(long fingerprint) {
    int version = codec.schemas().fingerprints().indexOf(fingerprint);
    if (version < 0) {
      throw new MalformedBytes(
          "schema fingerprint %016x is none of the %d released versions of %s"
              .formatted(
                  fingerprint,
                  codec.schemas().versions().size(),
                  codec.schemas().current().getName()));
    }
    return version;
  }

  private byte[] upgraded(byte[] bytes, int version) {
    Schema written = codec.schemas().versions().get(version);
    Schema current = codec.schemas().current();
    int length = bytes.length - SingleObject.HEADER_BYTES;
    var in = DecoderFactory.get().binaryDecoder(bytes, SingleObject.HEADER_BYTES, length, null);
    var out = new ByteWriter(bytes.length + 64);
    try {
      GenericRecord record = new GenericDatumReader<GenericRecord>(written, current).read(null, in);
      new GenericDatumWriter<GenericRecord>(current).write(record, new ArrayEncoder(out));
    } catch (IOException | AvroRuntimeException e) {
      throw notWhole(e);
    }
    return out.toBytes();
  }

  private static final class Buffer {
    final ByteWriter out = new ByteWriter(1024);
    final ArrayEncoder encoder = new ArrayEncoder(out);
  }
}
