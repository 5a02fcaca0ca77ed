package io.millrace.standalone.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.TestDatabase;
import io.millrace.engine.WithClickHouse;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How records find their table and columns, on the real engine. */
// Connect's own type for a Timestamp is java.util.Date.
@SuppressWarnings("JavaUtilDate")
@WithClickHouse
class SinkTablesTest {
  private static final String TOPIC = "shop.orders-v1";
  private static final Schema ADDRESS =
      SchemaBuilder.struct().field("zipCode", Schema.STRING_SCHEMA).optional().build();
  private static final Schema LINE =
      SchemaBuilder.struct()
          .field("sku", Schema.STRING_SCHEMA)
          .field("pieces", Schema.INT32_SCHEMA)
          .build();

  private final TestDatabase database;
  private final Map<String, String> config = new HashMap<>();
  private final List<SinkRecord> records = new ArrayList<>();

  SinkTablesTest(TestDatabase database) {
    this.database = database;
    config.put("clickhouse.url", database.url().toString());
    config.put("clickhouse.database", database.name());
    config.put("tables", TOPIC + "=orders");
    config.put("linger.ms", "0");
  }

  @BeforeEach
  @AfterEach
  void drop() {
    sql("DROP TABLE IF EXISTS orders");
    sql("DROP TABLE IF EXISTS `" + TOPIC + "`");
  }

  @Test
  void aTableIsMadeFromTheFirstRecordsSchemaAndFilled() {
    config.put("auto.create", "true");
    config.remove("tables");
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("customerName", Schema.OPTIONAL_STRING_SCHEMA)
            .field("price", Decimal.schema(2))
            .field("at", Timestamp.SCHEMA)
            .field("opens", Time.SCHEMA)
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .field("address", ADDRESS)
            .build();
    add(
        schema,
        new Struct(schema)
            .put("id", 1L)
            .put("price", new BigDecimal("9.90"))
            .put("at", Date.from(Instant.parse("2026-01-31T23:59:59.123Z")))
            .put("opens", new Date(3_600_000))
            .put("tags", List.of("a"))
            .put("address", new Struct(ADDRESS).put("zipCode", "81-000")));
    run();

    assertThat(
            sql(
                "SELECT name, type FROM system.columns WHERE table = '%s' AND database ="
                        .formatted(TOPIC)
                    + " currentDatabase() ORDER BY position FORMAT CSV"))
        .isEqualTo(
            """
            "id","Int64"
            "customer_name","Nullable(String)"
            "price","Decimal(38, 2)"
            "at","DateTime64(3, 'UTC')"
            "opens","Int32"
            "tags","Array(String)"
            "address_zip_code","String"
            "_topic","LowCardinality(String)"
            "_partition","Int32"
            "_offset","Int64\"\
            """);
    assertThat(sql("SELECT * FROM `%s` FORMAT CSV".formatted(TOPIC)))
        .isEqualTo(
            "1,\\N,9.9,\"2026-01-31 23:59:59.123\",3600000,\"['a']\",\"81-000\",\"%s\",0,0"
                .formatted(TOPIC));
  }

  @Test
  void aFieldThatIsNewBecomesAColumn() {
    config.put("auto.create", "true");
    config.put("auto.evolve", "true");
    Schema first = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    Schema second =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("plan", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    add(first, new Struct(first).put("id", 1L));
    add(second, new Struct(second).put("id", 2L).put("plan", "gold"));
    add(first, new Struct(first).put("id", 3L));
    run();

    assertThat(sql("SELECT id, plan FROM orders ORDER BY id")).isEqualTo("1\t\\N\n2\tgold\n3\t\\N");
  }

  @Test
  void withoutATableThereIsOneClearSentence() {
    Schema schema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    add(schema, new Struct(schema).put("id", 1L));

    assertThatThrownBy(this::run)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("there is no table orders in database " + database.name())
        .hasMessageContaining("auto.create");
  }

  @Test
  void keysHeadersAndTimesAreColumnsByChoice() {
    sql(
        "CREATE TABLE orders (k_shop String, k_number Int64, trace String, produced"
            + " DateTime64(3, 'UTC'), note String) ENGINE = MergeTree ORDER BY k_number");
    config.put("key.column", "k");
    config.put("header.columns", "trace-id=trace");
    config.put("timestamp.column", "produced");
    Schema key =
        SchemaBuilder.struct()
            .field("shop", Schema.STRING_SCHEMA)
            .field("number", Schema.INT64_SCHEMA)
            .build();
    var headers = new ConnectHeaders();
    headers.addString("trace-id", "t-1");
    records.add(
        new SinkRecord(
            TOPIC,
            0,
            key,
            new Struct(key).put("shop", "a").put("number", 7L),
            null,
            Map.of("note", "x"),
            0,
            1_000L,
            TimestampType.CREATE_TIME,
            headers));
    run();

    assertThat(sql("SELECT * FROM orders")).isEqualTo("a\t7\tt-1\t1970-01-01 00:00:01.000\tx");
  }

  @Test
  void tombstonesDeleteTheRowOfTheirKey() {
    config.put("auto.create", "true");
    config.put("auto.create.order.by", "id");
    config.put("tombstones", "delete");
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.STRING_SCHEMA)
            .field("plan", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    add("key-z", null, null);
    for (String id : List.of("a", "b", "c")) {
      add("key-" + id, schema, new Struct(schema).put("id", "key-" + id).put("plan", "gold"));
    }
    add("key-a", null, null);
    add("key-b", schema, new Struct(schema).put("id", "key-b").put("plan", "free"));
    add("key-c", null, null);
    add("key-c", schema, new Struct(schema).put("id", "key-c").put("plan", "back"));
    assertThat(run()).isEmpty();

    assertThat(sql("SELECT id, plan FROM orders FINAL ORDER BY id"))
        .isEqualTo("key-b\tfree\nkey-c\tback");
  }

  @Test
  void tombstonesCannotDeleteFromATableThatDoesNotReplace() {
    sql("CREATE TABLE orders (id String) ENGINE = MergeTree ORDER BY id");
    config.put("tombstones", "delete");
    add("a", null, null);

    assertThatThrownBy(this::run)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("ReplacingMergeTree(VERSION, IS_DELETED)")
        .hasMessageContaining("orders");
  }

  @Test
  void recordsOfAnArrayAreTheColumnsOfANestedType() {
    sql(
        "CREATE TABLE orders (id Int64, lines Nested(sku String, pieces Int32)) ENGINE ="
            + " MergeTree ORDER BY id");
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("lines", SchemaBuilder.array(LINE).build())
            .build();
    add(
        schema,
        new Struct(schema)
            .put("id", 1L)
            .put(
                "lines",
                List.of(
                    new Struct(LINE).put("sku", "x").put("pieces", 2),
                    new Struct(LINE).put("sku", "y").put("pieces", 3))));
    run();

    assertThat(sql("SELECT * FROM orders")).isEqualTo("1\t['x','y']\t[2,3]");
  }

  @Test
  void whatARecordDoesNotHaveKeepsItsDefault() {
    sql(
        "CREATE TABLE orders (id Int64, plan String DEFAULT 'free', made DateTime64(3, 'UTC')"
            + " MATERIALIZED toDateTime64(id, 3, 'UTC'), _partition Int32, _offset Int64) ENGINE ="
            + " MergeTree ORDER BY id");
    config.put("null.values", "default");
    addMap(Map.of("id", 1L));
    addMap(Map.of("id", 2L, "plan", "gold"));
    var nothing = new HashMap<String, @Nullable Object>();
    nothing.put("id", 3L);
    nothing.put("plan", null);
    addMap(nothing);
    run();

    assertThat(sql("SELECT id, plan, _offset FROM orders ORDER BY id"))
        .isEqualTo("1\tfree\t0\n2\tgold\t1\n3\tfree\t2");
  }

  @Test
  void aColumnThatIsAddedIsUsedSoonAlsoForRecordsWithoutASchema() {
    sql(
        "CREATE TABLE orders (id Int64, _partition Int32, _offset Int64) ENGINE = MergeTree ORDER"
            + " BY id");
    try (var run = new SinkRun(config)) {
      run.start();
      addMap(Map.of("id", 1L));
      run.deliver(records);
      sql("ALTER TABLE orders ADD COLUMN plan String");
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                records.clear();
                long offset = 1L + run.context.deadLetters.size();
                records.add(record(offset, null, null, Map.of("id", offset, "plan", "gold")));
                run.deliver(records);
                return sql("SELECT count() FROM orders WHERE plan = 'gold'").equals("1");
              });
      assertThat(run.context.deadLetters)
          .allSatisfy(reason -> assertThat(reason).contains("column plan is not in the table"));
    }
  }

  @Test
  void aColumnWhoseTypeIsChangedFailsTheTaskInsteadOfWritingSomethingElse() {
    sql(
        "CREATE TABLE orders (id UInt16, name String, _partition Int32, _offset Int64) ENGINE ="
            + " MergeTree ORDER BY _offset");
    Schema schema =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("name", Schema.STRING_SCHEMA)
            .build();
    add(schema, new Struct(schema).put("id", 1L).put("name", "a"));
    addMap(Map.of("id", 2L, "name", "b"));
    add(schema, new Struct(schema).put("id", 3L).put("name", "c"));
    addMap(Map.of("id", 4L, "name", "d"));
    List<SinkRecord> all = List.copyOf(records);
    for (int each = 0; each < 2; each++) {
      try (var run = new SinkRun(config)) {
        sql("ALTER TABLE orders MODIFY COLUMN id UInt16");
        run.start();
        run.deliver(all.subList(each, each + 1));
        sql("ALTER TABLE orders MODIFY COLUMN id UInt32");
        List<SinkRecord> next = all.subList(each + 2, each + 3);
        assertThatThrownBy(() -> run.deliver(next))
            .isInstanceOf(ConnectException.class)
            .hasMessageContaining("a table was changed, so restart the task")
            .hasMessageContaining("UInt16");
      }
    }
    try (var run = new SinkRun(config)) {
      run.start();
      run.deliver(all);
    }
    assertThat(sql("SELECT id, name FROM orders ORDER BY id")).isEqualTo("1\ta\n2\tb\n3\tc\n4\td");
  }

  @Test
  void rowsThatBreakAConstraintAreDeadLettersAndTheOthersGoIn() {
    sql(
        "CREATE TABLE orders (id Int64, CONSTRAINT small CHECK id < 90, _partition Int32, _offset"
            + " Int64) ENGINE = MergeTree ORDER BY id");
    for (long id = 0; id < 100; id++) {
      addMap(Map.of("id", id));
    }
    List<String> deadLetters = run();

    assertThat(sql("SELECT count(), uniqExact(id), max(id) FROM orders")).isEqualTo("90\t90\t89");
    assertThat(deadLetters)
        .hasSize(10)
        .allSatisfy(reason -> assertThat(reason).contains("table orders: ").contains("`small`"));
  }

  private void add(Schema schema, Struct value) {
    add(null, schema, value);
  }

  private void add(@Nullable String key, @Nullable Schema schema, @Nullable Object value) {
    records.add(record(records.size(), key, schema, value));
  }

  private static SinkRecord record(
      long offset, @Nullable String key, @Nullable Schema schema, @Nullable Object value) {
    return new SinkRecord(
        TOPIC,
        0,
        key == null ? null : Schema.STRING_SCHEMA,
        key,
        schema,
        value,
        offset,
        1_000L,
        TimestampType.CREATE_TIME);
  }

  private void addMap(Map<String, ? extends @Nullable Object> value) {
    add(null, null, value);
  }

  /** Delivers the records, and returns the reasons of those that were refused. */
  private List<String> run() {
    try (var run = new SinkRun(config)) {
      run.start();
      run.deliver(records);
      return run.context.deadLetters;
    }
  }

  private String sql(String sql) {
    return database.http().run(sql);
  }
}
