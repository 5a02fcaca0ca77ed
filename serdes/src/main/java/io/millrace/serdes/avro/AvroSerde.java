package io.millrace.serdes.avro;

import io.millrace.serdes.bytes.MalformedBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A record as an Avro single object.
 *
 * <p>Records of the newest schema are read by the codec directly; those of an older released schema
 * are resolved to the newest first. Thread safe.
 */
public final class AvroSerde<T> implements Serde<T> {
  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

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

  public byte[] write(T value) {
    Buffers buffers = BUFFERS.get();
    buffers.out.reset();
    buffers.out.writeBytes(header);
    try {
      buffers.encoder = EncoderFactory.get().directBinaryEncoder(buffers.out, buffers.encoder);
      codec.write(value, buffers.encoder);
      buffers.encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffers.out.toByteArray();
  }

  /** Throws {@link MalformedBytes} where the bytes are not a record of a known schema. */
  public T read(byte[] bytes) {
    long fingerprint = SingleObject.fingerprint(bytes);
    try {
      return fingerprint == codec.schemas().currentFingerprint()
          ? codec.read(decoder(bytes))
          : codec.read(upgraded(bytes, fingerprint));
    } catch (IOException | AvroRuntimeException e) {
      throw new MalformedBytes(
          "not a whole record of schema " + codec.schemas().current().getName(), e);
    }
  }

  private BinaryDecoder decoder(byte[] bytes) {
    Buffers buffers = BUFFERS.get();
    buffers.decoder =
        DecoderFactory.get()
            .binaryDecoder(
                bytes,
                SingleObject.HEADER_BYTES,
                bytes.length - SingleObject.HEADER_BYTES,
                buffers.decoder);
    return buffers.decoder;
  }

  private BinaryDecoder upgraded(byte[] bytes, long fingerprint) throws IOException {
    int version = codec.schemas().fingerprints().indexOf(fingerprint);
    if (version < 0) {
      throw new MalformedBytes(
          "schema fingerprint %016x is none of the %d released versions of %s"
              .formatted(
                  fingerprint,
                  codec.schemas().versions().size(),
                  codec.schemas().current().getName()));
    }
    Schema written = codec.schemas().versions().get(version);
    Schema current = codec.schemas().current();
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(written, current).read(null, decoder(bytes));
    var out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(current).write(record, encoder);
    return DecoderFactory.get().binaryDecoder(out.toByteArray(), null);
  }

  private static final class Buffers {
    final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    @Nullable BinaryEncoder encoder;
    @Nullable BinaryDecoder decoder;
  }
}
