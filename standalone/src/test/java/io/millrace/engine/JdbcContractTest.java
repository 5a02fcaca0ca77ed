package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithClickHouse
class JdbcContractTest {
  private final TestDatabase database;

  JdbcContractTest(TestDatabase database) {
    this.database = database;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?compress=0", "?compress=1&decompress=1"})
  void createsInsertsInBatchesAndReads(String options) throws SQLException {
    try (Connection connection = database.jdbc(options);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS batch");
      statement.execute(
          "CREATE TABLE batch (id UInt32, name Nullable(String)) ENGINE = MergeTree ORDER BY id");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO batch (id, name) VALUES (?, ?)")) {
        for (int i = 0; i < 2000; i++) {
          insert.setInt(1, i);
          if (i % 7 == 0) {
            insert.setNull(2, Types.VARCHAR);
          } else {
            insert.setString(2, "it's\nrow\t" + i);
          }
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(2000);
      }
      try (PreparedStatement select =
          connection.prepareStatement("SELECT name FROM batch WHERE id IN (?, ?) ORDER BY id")) {
        select.setInt(1, 13);
        select.setInt(2, 14);
        ResultSet rows = select.executeQuery();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("it's\nrow\t13");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isNull();
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void listsTablesAndColumns() throws SQLException {
    try (Connection connection = database.jdbc("");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE listed (a UInt8, b Array(String)) ENGINE = Memory");
      var metadata = connection.getMetaData();
      assertThat(metadata.getDatabaseProductName()).containsIgnoringCase("ClickHouse");
      try (ResultSet tables = metadata.getTables(null, database.name(), "listed", null)) {
        assertThat(tables.next()).isTrue();
      }
      var columns = new ArrayList<String>();
      try (ResultSet found = metadata.getColumns(null, database.name(), "listed", null)) {
        while (found.next()) {
          columns.add(found.getString("COLUMN_NAME") + " " + found.getString("TYPE_NAME"));
        }
      }
      assertThat(columns).containsExactly("a UInt8", "b Array(String)");
    }
  }

  @Test
  void errorsHaveTheirNumber() throws SQLException {
    try (Connection connection = database.jdbc("");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM nothing_here"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(60));
    }
  }

  @Test
  void aStatementCanBeCancelledFromAnotherThread() throws Exception {
    try (Connection connection = database.jdbc("");
        Statement statement = connection.createStatement()) {
      var query =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.executeQuery(
                      "SELECT sum(sleepEachRow(0.1)) FROM numbers(300) SETTINGS max_block_size ="
                          + " 1");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      ProcessWait.until(() -> running("sleepEachRow(0.1)") == 1);
      statement.cancel();
      assertThatThrownBy(() -> query.get(2, TimeUnit.MINUTES)).hasStackTraceContaining("394");
      ProcessWait.until(() -> running("sleepEachRow(0.1)") == 0);
    }
  }

  @Test
  void aStatementEndsAtItsTimeout() throws SQLException {
    try (Connection connection = database.jdbc("");
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(
              () ->
                  statement.executeQuery(
                      "SELECT sum(sleepEachRow(0.1)) FROM numbers(100) SETTINGS max_block_size ="
                          + " 1"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void changesItsDatabase() throws SQLException {
    try (Connection connection = database.jdbc("");
        Statement statement = connection.createStatement()) {
      statement.execute("USE system");
      ResultSet rows = statement.executeQuery("SELECT currentDatabase()");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("system");
    }
  }

  @Test
  void readsNoMoreThanAskedFor() throws SQLException {
    try (Connection connection = database.jdbc("");
        Statement statement = connection.createStatement()) {
      statement.setMaxRows(3);
      int count = 0;
      try (ResultSet rows = statement.executeQuery("SELECT number FROM numbers(1000)")) {
        while (rows.next()) {
          count++;
        }
      }
      assertThat(count).isEqualTo(3);
    }
  }

  private long running(String text) {
    return Long.parseLong(
        database
            .http()
            .with("param_text", text)
            .run(
                "SELECT count() FROM system.processes WHERE position(query, {text:String}) > 0"
                    + " AND query NOT LIKE '%system.processes%' AND NOT is_cancelled"));
  }
}
