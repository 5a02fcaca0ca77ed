package io.millrace.state.activation;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.topologies.definition.Acknowledgement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/** What instances ask each other of definitions, and answer, as bytes. */
final class AcknowledgementBytes {
  private static final int VERSION = 1;

  private AcknowledgementBytes() {}

  static byte[] request(Map<DefinitionKey, Long> versions) {
    var out = new ByteWriter(256);
    out.writeByte(VERSION).writeVarint(versions.size());
    versions.forEach(
        (key, version) -> {
          byte[] bytes = key.toBytes();
          out.writeVarint(bytes.length).writeBytes(bytes).writeVarint(version);
        });
    return out.toBytes();
  }

  static Map<DefinitionKey, Long> request(byte[] bytes) {
    ByteReader in = reader(bytes);
    var versions = new HashMap<DefinitionKey, Long>();
    for (long left = in.readVarint(); left > 0; left--) {
      DefinitionKey key = DefinitionKey.fromBytes(in.readBytes(in.readLength()));
      versions.put(key, in.readVarint());
    }
    return versions;
  }

  static byte[] answer(Acknowledgement said) {
    var out = new ByteWriter(64);
    out.writeByte(VERSION).writeByte(said.knowsAll() ? 1 : 0).writeZigzag(said.clock());
    out.writeVarint(said.partitions().size());
    said.partitions().forEach(out::writeVarint);
    return out.toBytes();
  }

  static Acknowledgement answer(byte[] bytes) {
    ByteReader in = reader(bytes);
    boolean knowsAll = in.readByte() == 1;
    long clock = in.readZigzag();
    var partitions = new HashSet<Integer>();
    for (long left = in.readVarint(); left > 0; left--) {
      partitions.add((int) in.readVarint());
    }
    return new Acknowledgement(knowsAll, clock, partitions);
  }

  private static ByteReader reader(byte[] bytes) {
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "an acknowledgement must have format %d, but had %d".formatted(VERSION, version));
    }
    return in;
  }
}
