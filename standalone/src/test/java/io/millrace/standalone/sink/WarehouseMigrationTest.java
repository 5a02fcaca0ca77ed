package io.millrace.standalone.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.TestDatabase;
import io.millrace.engine.WithClickHouse;
import io.millrace.warehouse.MigrationConflict;
import io.millrace.warehouse.WarehouseMigration;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithClickHouse
class WarehouseMigrationTest {
  private static final String TABLES =
      "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER"
          + " BY name";

  private final TestDatabase database;

  WarehouseMigrationTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void empty() {
    for (String table : sql("SHOW TABLES").lines().toList()) {
      sql("DROP TABLE " + table + " SYNC");
    }
  }

  @Test
  void createsEverythingAndIsContentTheSecondTime() throws SQLException {
    migrate();
    String first = sql(TABLES);
    migrate();

    assertThat(sql(TABLES)).isEqualTo(first);
    assertThat(sql("SHOW TABLES").lines())
        .containsExactly(
            "events",
            "quarantine",
            "rollup_ads",
            "rollup_ads_view",
            "rollup_revenue",
            "rollup_revenue_view",
            "rollup_search",
            "rollup_search_view",
            "rollup_traffic",
            "rollup_traffic_view",
            "segment_changes",
            "sessions");
  }

  @Test
  void aMissingColumnIsAdded() throws SQLException {
    migrate();
    String first =
        sql(
            "SELECT name, type FROM system.columns WHERE database = currentDatabase()"
                + " AND table = 'events' ORDER BY name");
    sql("ALTER TABLE events DROP COLUMN plan, DROP COLUMN visitor_hash");
    sql("INSERT INTO events (visitor) VALUES ('v')");

    migrate();

    assertThat(
            sql(
                "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND"
                    + " table = 'events' ORDER BY name"))
        .isEqualTo(first);
    assertThat(sql("SELECT plan, visitor_hash = xxHash64('v') FROM events")).isEqualTo("\t1");
  }

  @Test
  void aTableThatALaterVersionHasComesToADatabaseThatIsInUse() throws SQLException {
    migrate();
    sql("INSERT INTO events (visitor) VALUES ('v')");
    sql("DROP TABLE segment_changes SYNC");

    migrate();

    assertThat(sql("SELECT count() FROM segment_changes")).isEqualTo("0");
    assertThat(sql("SELECT visitor FROM events")).isEqualTo("v");
  }

  @Test
  void aColumnOfAnotherTypeIsRefusedWithWhatToDo() throws SQLException {
    migrate();
    sql("ALTER TABLE events MODIFY COLUMN country UInt8");

    assertThatThrownBy(this::migrate)
        .isInstanceOf(MigrationConflict.class)
        .hasMessageContaining("events.country must be LowCardinality(String), but is UInt8")
        .hasMessageContaining("move the table away");
  }

  @Test
  void aMissingDimensionIsRefused() throws SQLException {
    sql(
        "CREATE TABLE rollup_traffic (tenant LowCardinality(String), version UInt64)"
            + " ENGINE = ReplacingMergeTree(version) ORDER BY tenant");

    assertThatThrownBy(this::migrate)
        .isInstanceOf(MigrationConflict.class)
        .hasMessageContaining("rollup_traffic lacks grain");
  }

  @Test
  void aDatabaseThatIsNotThereIsCreated() throws SQLException {
    String other = database.name() + "-other";
    WarehouseMigration.migrate(database.url().toString(), "default", "", other);
    try {
      assertThat(sql("SELECT count() FROM system.tables WHERE database = '" + other + "'"))
          .isEqualTo("12");
    } finally {
      sql("DROP DATABASE `" + other + "` SYNC");
    }
  }

  private void migrate() throws SQLException {
    WarehouseMigration.migrate(database.url().toString(), "default", "", database.name());
  }

  private String sql(String sql) {
    return database.http().run(sql);
  }
}
