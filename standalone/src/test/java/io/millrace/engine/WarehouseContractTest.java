package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What the sink's tables need of a ClickHouse. */
@WithClickHouse
class WarehouseContractTest {
  private final ClickHouseHttpClient http;

  WarehouseContractTest(TestDatabase database) {
    this.http = database.http();
  }

  @Test
  void aLaterVersionReplacesAWholeWindowState() {
    http.run(
        """
        CREATE TABLE rollup (
          tenant LowCardinality(String), window DateTime, type LowCardinality(String),
          part UInt64, version UInt64, events UInt64, visitors AggregateFunction(uniq, UInt64))
        ENGINE = ReplacingMergeTree(version) PARTITION BY toDate(window)
        ORDER BY (tenant, toDate(window), window, type, part)
        SETTINGS non_replicated_deduplication_window = 1000
        """);
    insert(row(0, 1, 2, "000201000000 02000000"), "rollup-0-1");
    insert(row(0, 2, 3, "000301000000 02000000 03000000"), "rollup-0-2");
    insert(row(0, 2, 3, "000301000000 02000000 03000000"), "rollup-0-2");
    insert(row(1, 9, 1, "000103000000"), "rollup-0-3");
    String read =
        "SELECT sum(events), uniqMerge(visitors) FROM rollup FINAL"
            + " SETTINGS do_not_merge_across_partitions_select_final = 1";
    assertThat(http.run(read)).isEqualTo("4\t3");
    assertThat(http.run("SELECT count() FROM rollup")).isEqualTo("3");
    http.run("OPTIMIZE TABLE rollup FINAL");
    assertThat(http.run(read)).isEqualTo("4\t3");
    assertThat(http.run("SELECT finalizeAggregation(visitors) FROM rollup ORDER BY part"))
        .isEqualTo("3\n1");
  }

  private void insert(byte[] row, String token) {
    var answer =
        http.with("insert_deduplication_token", token)
            .with("async_insert", "0")
            .insert("INSERT INTO rollup FORMAT RowBinary", row);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static byte[] row(long part, long version, long events, String state) {
    var out = new ByteArrayOutputStream();
    var numbers = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(text("shop"));
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(1_431_820_800).array());
    out.writeBytes(text("view"));
    out.writeBytes(numbers.putLong(part).putLong(version).putLong(events).array());
    out.writeBytes(HexFormat.of().parseHex(state.replace(" ", "")));
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(bytes.length + 1).put((byte) bytes.length).put(bytes).array();
  }

  @Test
  void aTokenHoldsOverRowsAndTables() {
    http.run(
        "CREATE TABLE tokens (a UInt32) ENGINE = MergeTree ORDER BY a"
            + " SETTINGS non_replicated_deduplication_window = 100");
    for (String token : new String[] {"t1", "t1", "t2", "t1"}) {
      http.with("insert_deduplication_token", token).run("INSERT INTO tokens VALUES (1)");
    }
    assertThat(http.run("SELECT count() FROM tokens")).isEqualTo("2");
    http.run("INSERT INTO tokens SETTINGS insert_deduplication_token = 't2' VALUES (1)");
    assertThat(http.run("SELECT count() FROM tokens")).isEqualTo("2");
    http.run("INSERT INTO tokens SETTINGS insert_deduplication_token = 't3' VALUES (1)");
    assertThat(http.run("SELECT count() FROM tokens")).isEqualTo("3");
  }

  @Test
  void statesOfJavaAndOfTheEngineMerge() {
    assertThat(
            http.run(
                "SELECT uniqMerge(s) FROM (SELECT unhex('0003000000000100000002000000')"
                    + "::AggregateFunction(uniq, UInt64) AS s UNION ALL"
                    + " SELECT uniqState(toUInt64(number)) FROM numbers(1000))"))
        .matches("100[0-3]");
  }

  @Test
  void tablesCanBeAlteredSwappedAndEmptied() {
    http.run(
        "CREATE TABLE changing (d Date, a UInt32) ENGINE = MergeTree PARTITION BY d ORDER BY a");
    http.run("INSERT INTO changing VALUES ('2015-05-17', 1), ('2015-05-18', 2)");
    http.run("ALTER TABLE changing ADD COLUMN s String DEFAULT 'none'");
    http.run("ALTER TABLE changing DROP PARTITION '2015-05-17'");
    http.run("ALTER TABLE changing UPDATE s = 'x' WHERE a = 2 SETTINGS mutations_sync = 1");
    assertThat(http.run("SELECT * FROM changing")).isEqualTo("2015-05-18\t2\tx");
    http.run("CREATE TABLE other AS changing");
    http.run("EXCHANGE TABLES changing AND other");
    assertThat(http.run("SELECT count() FROM other")).isEqualTo("1");
    http.run("CREATE VIEW plain AS SELECT a FROM other WHERE a = {a:UInt32}");
    assertThat(http.run("SELECT * FROM plain(a = 2)")).isEqualTo("2");
    http.run("TRUNCATE TABLE other");
    assertThat(http.run("SELECT count() FROM other")).isEqualTo("0");
  }

  @Test
  void aLimitStopsAQuery() {
    var late =
        http.with("max_execution_time", "1").post("SELECT sum(number) FROM numbers(1000000000000)");
    assertThat(late.headers().firstValue("X-ClickHouse-Exception-Code")).hasValue("159");
    var filtered =
        http.with("additional_table_filters", "{'system.one':'dummy = 1'}")
            .run("SELECT count() FROM system.one");
    assertThat(filtered).isEqualTo("0");
  }
}
