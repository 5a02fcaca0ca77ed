package io.millrace.standalone.home;

import java.util.Locale;

/** The ports of an installation. */
public enum Port {
  /** The HTTP API. */
  HTTP,
  /** The broker, for clients. */
  KAFKA,
  /** The broker's controller, for the broker only. */
  CONTROLLER,
  /** The REST API of the Connect worker. */
  CONNECT,
  /** The HTTP interface of the embedded ClickHouse. */
  CLICKHOUSE;

  /** The name in {@code ports.properties}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
