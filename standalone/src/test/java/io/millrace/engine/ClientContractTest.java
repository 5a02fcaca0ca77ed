package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@WithClickHouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("try") // The client declares that closing throws anything.
class ClientContractTest {
  private final TestDatabase database;

  /** The ways in which the client packs what it sends and receives. */
  enum Packing {
    BY_DEFAULT,
    NONE,
    BLOCKS_BOTH_WAYS,
    HTTP_BOTH_WAYS;

    Client open(TestDatabase database) {
      Client.Builder builder = database.clientBuilder();
      return switch (this) {
        case BY_DEFAULT -> builder.build();
        case NONE -> builder.compressServerResponse(false).build();
        case BLOCKS_BOTH_WAYS -> builder.compressClientRequest(true).build();
        case HTTP_BOTH_WAYS -> builder.useHttpCompression(true).compressClientRequest(true).build();
      };
    }
  }

  ClientContractTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeAll
  void createTable() {
    database
        .http()
        .run("CREATE TABLE visits (id UInt64, name String) ENGINE = MergeTree ORDER BY id");
  }

  @AfterAll
  void dropTable() {
    database.http().run("DROP TABLE visits");
  }

  @ParameterizedTest
  @EnumSource
  void insertsAndReadsHoweverItPacks(Packing packing) throws Exception {
    try (Client client = packing.open(database)) {
      assertThat(client.ping()).isTrue();
      String table = "packed_" + packing;
      client
          .execute(
              "CREATE TABLE " + table + " (id UInt64, name String) ENGINE = MergeTree ORDER BY id")
          .get();
      byte[] rows =
          "{\"id\":1,\"name\":\"a\\nb\"}\n{\"id\":2,\"name\":\"ż\"}\n"
              .getBytes(StandardCharsets.UTF_8);
      try (InsertResponse answer =
          client
              .insert(table, new ByteArrayInputStream(rows), ClickHouseFormat.JSONEachRow)
              .get()) {
        assertThat(answer.getWrittenRows()).isEqualTo(2);
      }
      List<GenericRecord> records = client.queryAll("SELECT * FROM " + table + " ORDER BY id");
      assertThat(records).extracting(r -> r.getString("name")).containsExactly("a\nb", "ż");
    }
  }

  @ParameterizedTest
  @EnumSource
  void errorsHaveTheirNumberHoweverItPacks(Packing packing) {
    try (Client client = packing.open(database)) {
      assertThatThrownBy(() -> client.queryAll("SELECT * FROM nothing_here"))
          .satisfies(e -> assertThat(serverCode(e)).isEqualTo(60));
    }
  }

  @Test
  void aFailedInsertHasItsNumber() {
    try (Client client = database.client()) {
      var rows =
          new ByteArrayInputStream("{\"id\":\"no number\"}\n".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(
              () -> client.insert("visits", rows, ClickHouseFormat.JSONEachRow).get().close())
          .satisfies(e -> assertThat(serverCode(e)).isEqualTo(27));
    }
  }

  @Test
  void bindsParametersWithQuotesTabsAndLines() {
    String nasty = "O'Neil \"x\" `y`\ttab\nline\\n back\\slash {z:String} ; -- ż";
    try (Client client = database.client()) {
      List<GenericRecord> records =
          client.queryAll(
              "SELECT {x:String} AS x, {n:UInt32} AS n, {l:Array(String)} AS l",
              Map.of("x", nasty, "n", 7, "l", List.of("it's", "b")));
      assertThat(records.getFirst().getString("x")).isEqualTo(nasty);
      assertThat(records.getFirst().getLong("n")).isEqualTo(7);
    }
  }

  @Test
  void settingsTravelWithAQuery() {
    try (Client client = database.client()) {
      var settings = new QuerySettings().serverSetting("max_block_size", "1234");
      assertThat(
              client
                  .queryAll("SELECT getSetting('max_block_size') AS v", settings)
                  .getFirst()
                  .getLong("v"))
          .isEqualTo(1234);
    }
  }

  @Test
  void readsThreeMillionRowsAsTheyCome() throws Exception {
    try (Client client = database.client();
        QueryResponse answer =
            client
                .query("SELECT number, toString(number) AS s FROM numbers(3000000)")
                .get(1, TimeUnit.MINUTES);
        var reader = client.newBinaryFormatReader(answer)) {
      long count = 0;
      long sum = 0;
      while (reader.next() != null) {
        count++;
        sum += reader.getLong(1);
      }
      assertThat(count).isEqualTo(3_000_000);
      assertThat(sum).isEqualTo(3_000_000L * 2_999_999L / 2);
    }
  }

  @Test
  void noticesThatRowsBrokeOff() {
    String late = "SELECT throwIf(number = 4000000) AS a FROM numbers(5000000)";
    try (Client client = database.client()) {
      assertThatThrownBy(
              () -> {
                try (QueryResponse answer = client.query(late).get();
                    var reader = client.newBinaryFormatReader(answer)) {
                  while (reader.next() != null) {
                    assertThat(reader.getLong(1)).isZero();
                  }
                }
              })
          .isNotInstanceOf(AssertionError.class);
    }
  }

  @Test
  void aRetriedInsertWithATokenIsTakenOnce() throws Exception {
    database
        .http()
        .run(
            "CREATE TABLE tokened (id UInt64, name String) ENGINE = MergeTree ORDER BY id"
                + " SETTINGS non_replicated_deduplication_window = 100");
    var settings = new InsertSettings().serverSetting("insert_deduplication_token", "events-0-17");
    try (Client client = database.client()) {
      for (int attempt = 0; attempt < 3; attempt++) {
        var rows = new ByteArrayInputStream("1,\"a\"\n".getBytes(StandardCharsets.UTF_8));
        client.insert("tokened", rows, ClickHouseFormat.CSV, settings).get().close();
      }
      assertThat(database.http().run("SELECT count() FROM tokened")).isEqualTo("1");
    }
  }

  @Test
  void knowsTheColumnsOfATable() {
    try (Client client = database.client()) {
      assertThat(client.getTableSchema("visits").getColumns())
          .extracting(c -> c.getColumnName() + " " + c.getDataType())
          .containsExactly("id UInt64", "name String");
    }
  }

  private static int serverCode(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof ServerException e) {
        return e.getCode();
      }
    }
    return 0;
  }
}
