package io.millrace.connect.avro;

import io.millrace.connect.PluginVersion;
import io.millrace.serdes.avro.SchemaHistory;
import io.millrace.serdes.avro.SingleObject;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.definition.DefinitionCodec;
import io.millrace.serdes.rollup.RollupRowCodec;
import io.millrace.serdes.topic.Outputs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro single objects of the schemas that Millrace has released, as Connect records.
 *
 * <p>The writer's schema is found by the fingerprint in the bytes, and each record has the Connect
 * schema of the version it was written with. It reads only: no Millrace topic is written through
 * Connect. An instance belongs to one thread, as Connect uses it.
 */
public final class SingleObjectConverter implements Converter, Versioned {
  private final Map<Long, AvroReader.Nested> readers = new HashMap<>();
  private @Nullable BinaryDecoder decoder;

  // Batches come topic by topic, so the reader of the record before is nearly always the one.
  private long lastFingerprint;
  private AvroReader.@Nullable Nested lastReader;

  /** For the schemas of Millrace's own topics; the constructor that Connect calls. */
  public SingleObjectConverter() {
    this(millraceSchemas());
  }

  SingleObjectConverter(List<SchemaHistory> histories) {
    for (SchemaHistory history : histories) {
      for (int i = 0; i < history.versions().size(); i++) {
        readers.put(history.fingerprints().get(i), AvroReaders.of(history.versions().get(i)));
      }
    }
  }

  @Override
  public String version() {
    return PluginVersion.TEXT;
  }

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {}

  @Override
  public SchemaAndValue toConnectData(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return SchemaAndValue.NULL;
    }
    try {
      AvroReader.Nested reader = reader(SingleObject.fingerprint(bytes));
      return new SchemaAndValue(reader.schema(), read(reader, bytes));
    } catch (IOException | AvroRuntimeException | MalformedBytes e) {
      throw new DataException(
          "topic %s: not a whole Avro single object: %s".formatted(topic, e.getMessage()), e);
    }
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    throw new DataException(
        "%s reads records only, but was to write one to %s"
            .formatted(getClass().getSimpleName(), topic));
  }

  private Object read(AvroReader.Nested reader, byte[] bytes) throws IOException {
    BinaryDecoder in =
        DecoderFactory.get()
            .binaryDecoder(
                bytes,
                SingleObject.HEADER_BYTES,
                bytes.length - SingleObject.HEADER_BYTES,
                decoder);
    decoder = in;
    Object struct = reader.read(in);
    if (!in.isEnd()) {
      throw new IOException("bytes are left behind the end of the record");
    }
    return struct;
  }

  private AvroReader.Nested reader(long fingerprint) {
    AvroReader.Nested last = lastReader;
    if (last != null && lastFingerprint == fingerprint) {
      return last;
    }
    AvroReader.Nested reader = readers.get(fingerprint);
    if (reader == null) {
      throw new MalformedBytes(
          "schema fingerprint %016x is none of the %d known ones"
              .formatted(fingerprint, readers.size()));
    }
    lastFingerprint = fingerprint;
    lastReader = reader;
    return reader;
  }

  private static List<SchemaHistory> millraceSchemas() {
    var histories = new ArrayList<SchemaHistory>();
    Outputs.ALL.forEach(output -> histories.add(output.codec().schemas()));
    histories.add(new DefinitionCodec().schemas());
    histories.add(new RollupRowCodec().schemas());
    return histories;
  }
}
