package io.millrace.serdes.avro;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The released versions of a schema, oldest first; the last is the one that is written.
 *
 * @param fingerprints the CRC-64-AVRO fingerprint of each version
 */
public record SchemaHistory(List<Schema> versions, List<Long> fingerprints) {
  public SchemaHistory(List<Schema> versions) {
    this(versions, versions.stream().map(SchemaNormalization::parsingFingerprint64).toList());
  }

  public SchemaHistory {
    versions = List.copyOf(versions);
    fingerprints = List.copyOf(fingerprints);
  }

  /**
   * Loads {@code NAME.v1.avsc}, {@code NAME.v2.avsc} and so on from the class path, up to the first
   * that is missing.
   */
  public static SchemaHistory load(String name) {
    var versions = new ArrayList<Schema>();
    try {
      for (int version = 1; ; version++) {
        try (InputStream file =
            SchemaHistory.class.getResourceAsStream("%s.v%d.avsc".formatted(name, version))) {
          if (file == null) {
            break;
          }
          versions.add(new Schema.Parser().parse(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("there is no schema file " + name + ".v1.avsc");
    }
    return new SchemaHistory(versions);
  }

  /** The newest schema, with which records are written. */
  public Schema current() {
    return versions.getLast();
  }

  /** The CRC-64-AVRO fingerprint of the newest schema. */
  public long currentFingerprint() {
    return fingerprints.getLast();
  }
}
