package io.millrace.warehouse;

import com.clickhouse.jdbc.Driver;
import io.millrace.serdes.rollup.Rollup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Migrates the tables of the warehouse to the schema of this version of Millrace. */
public final class WarehouseMigration {
  private final Connection connection;
  private final String database;

  private WarehouseMigration(Connection connection, String database) {
    this.connection = connection;
    this.database = database;
  }

  /**
   * Creates what is missing: database, tables, columns, views. It changes nothing that is already
   * correct and drops nothing, so that it may run at every start.
   *
   * @param url of the HTTP interface, such as {@code http://127.0.0.1:8123}
   * @throws SQLException if ClickHouse cannot be reached or rejects a statement
   * @throws MigrationConflict if an existing table cannot be migrated
   */
  public static void migrate(String url, String user, String password, String database)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    // The driver would wait for a response without a limit.
    properties.setProperty("socket_timeout", "30000");
    try (Connection connection = new Driver().connect("jdbc:clickhouse:" + url, properties)) {
      new WarehouseMigration(connection, database).migrate();
    }
  }

  private void migrate() throws SQLException {
    execute("CREATE DATABASE IF NOT EXISTS " + SqlNames.name(database));
    for (TableSpec table : WarehouseSchema.all()) {
      migrate(table);
    }
    for (Rollup rollup : Rollup.BUILT_IN) {
      execute(WarehouseSchema.rollupView(rollup, database));
    }
  }

  private void migrate(TableSpec table) throws SQLException {
    execute(table.create(database));
    Map<String, String> present = columns(table.name());
    for (Column column : table.columns()) {
      String type = present.get(column.name());
      if (type == null) {
        add(table, column);
      } else if (!column.hasType(type)) {
        throw new MigrationConflict(
            "%s.%s.%s must be %s, but is %s; move the table away, or give Millrace another database"
                .formatted(database, table.name(), column.name(), column.type(), type));
      }
    }
  }

  private void add(TableSpec table, Column column) throws SQLException {
    if (table.orderBy().contains(column.name())) {
      throw new MigrationConflict(
          "%s.%s lacks %s, which must be in its sorting key and cannot be added; move the table"
                  .formatted(database, table.name(), column.name())
              + " away, or give Millrace another database");
    }
    execute(
        "ALTER TABLE %s.%s ADD COLUMN IF NOT EXISTS %s"
            .formatted(SqlNames.name(database), SqlNames.name(table.name()), column.ddl()));
  }

  private Map<String, String> columns(String table) throws SQLException {
    var columns = new HashMap<String, String>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT name, type FROM system.columns WHERE database = ? AND table = ?")) {
      query.setString(1, database);
      query.setString(2, table);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          columns.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return columns;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
