package io.millrace.service.warehouse;

import java.util.Optional;

/**
 * What an instance does for the warehouse when it starts.
 *
 * @param migrates whether it brings the tables up to date
 * @param connector the connector that it defines; none where no Connect cluster is known, or where
 *     another instance defines it
 */
public record WarehouseSettings(boolean migrates, Optional<ConnectorLogin> connector) {
  /** Tables and connector are another instance's work. */
  public static final WarehouseSettings LEFT_TO_OTHERS =
      new WarehouseSettings(false, Optional.empty());

  /**
   * How the connector reaches ClickHouse, seen from the Connect workers.
   *
   * @param password a reference that a config provider of the workers resolves, such as {@code
   *     ${env:CLICKHOUSE_PASSWORD}}, because the configuration of a connector can be read; empty
   *     for none
   * @param tasks how many tasks share the partitions
   */
  public record ConnectorLogin(
      String url, String user, String password, String database, int tasks) {
    @Override
    public String toString() {
      return "ConnectorLogin[url=%s, user=%s, password=***, database=%s, tasks=%d]"
          .formatted(url, user, database, tasks);
    }
  }
}
