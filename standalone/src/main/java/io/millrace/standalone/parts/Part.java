package io.millrace.standalone.parts;

import java.util.Locale;

/** What an installation consists of. */
public enum Part {
  /** Kafka: one node, broker and controller. */
  BROKER,
  /** ClickHouse, in a child process of its own. */
  CLICKHOUSE,
  /** Kafka Connect, which moves topics to ClickHouse. */
  WORKER,
  /** The HTTP API with Kafka Streams. */
  SERVICE;

  /** How the part is written on the command line and in file names. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
