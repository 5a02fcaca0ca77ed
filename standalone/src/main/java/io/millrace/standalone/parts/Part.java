package io.millrace.standalone.parts;

import java.util.Locale;

/** The parts of an installation. */
public enum Part {
  /** Kafka: one node, broker and controller. */
  BROKER,
  /** ClickHouse, in a child process of its own. */
  CLICKHOUSE,
  /** Kafka Connect, which moves topics to ClickHouse. */
  WORKER,
  /** The HTTP API with Kafka Streams. */
  SERVICE;

  /** The name on the command line and in file names. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
