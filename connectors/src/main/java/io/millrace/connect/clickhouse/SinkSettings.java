package io.millrace.connect.clickhouse;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The settings of the sink.
 *
 * @param connector the connector's name, which marks its inserts on the server
 * @param tables the table of each topic that has not its own name
 * @param tableMaker makes the tables that are not there
 * @param ignoreUnknownFields whether a field without a column is left out, or a fault
 * @param insertMaxBytes a block is closed when it has grown to this
 * @param insertTimeout how long an insert may take before its outcome counts as unknown
 * @param drainTimeout how long an earlier insert may run on before it is killed
 */
record SinkSettings(
    String connector,
    String url,
    String user,
    Password password,
    String database,
    Map<String, String> tables,
    TableMaker tableMaker,
    boolean ignoreUnknownFields,
    boolean compress,
    int insertMaxBytes,
    Duration insertTimeout,
    Duration queryTimeout,
    Duration drainTimeout,
    Duration retryFirst,
    Duration retryMost,
    Duration commitInterval) {
  static final String URL = "clickhouse.url";
  static final String USER = "clickhouse.user";
  static final String PASSWORD = "clickhouse.password";
  static final String DATABASE = "clickhouse.database";
  static final String COMPRESS = "clickhouse.compress";
  static final String TABLES = "tables";
  static final String TABLE_MAKER = "table.maker";
  static final String UNKNOWN_FIELDS = "unknown.fields";
  static final String INSERT_MAX_BYTES = "insert.max.bytes";
  static final String INSERT_TIMEOUT_MS = "insert.timeout.ms";
  static final String QUERY_TIMEOUT_MS = "query.timeout.ms";
  static final String DRAIN_TIMEOUT_MS = "drain.timeout.ms";
  static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
  static final String RETRY_BACKOFF_MAX_MS = "retry.backoff.max.ms";
  static final String COMMIT_INTERVAL_MS = "commit.interval.ms";

  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              URL,
              ConfigDef.Type.STRING,
              ConfigDef.NO_DEFAULT_VALUE,
              ConfigDef.LambdaValidator.with(
                  SinkSettings::checkUrl, () -> "http://HOST:PORT or https://HOST:PORT"),
              Importance.HIGH,
              "ClickHouse's HTTP interface.")
          .define(
              USER, ConfigDef.Type.STRING, "default", Importance.HIGH, "The user of every request.")
          .define(PASSWORD, ConfigDef.Type.PASSWORD, "", Importance.HIGH, "The user's password.")
          .define(
              DATABASE, ConfigDef.Type.STRING, "default", Importance.HIGH, "Where the tables are.")
          .define(
              TABLES,
              ConfigDef.Type.LIST,
              List.of(),
              ConfigDef.LambdaValidator.with(
                  (name, value) -> tables(name, (List<?>) value), () -> "topic=table,..."),
              Importance.HIGH,
              "The table of each topic, as topic=table; a topic that is not named here goes to the"
                  + " table of its own name.")
          .define(
              TABLE_MAKER,
              ConfigDef.Type.CLASS,
              TableMaker.None.class,
              Importance.LOW,
              "A TableMaker, which makes the tables that are not there; by default none does.")
          .define(
              UNKNOWN_FIELDS,
              ConfigDef.Type.STRING,
              "fail",
              ConfigDef.ValidString.in("fail", "ignore"),
              Importance.MEDIUM,
              "What a field is for which the table has no column: a fault of the record, or left"
                  + " out.")
          .define(
              COMPRESS,
              ConfigDef.Type.BOOLEAN,
              false,
              Importance.LOW,
              "Whether rows travel in LZ4 frames: worth it over a network, not on one machine.")
          .define(
              INSERT_MAX_BYTES,
              ConfigDef.Type.INT,
              32 << 20,
              ConfigDef.Range.between(1 << 10, 512 << 20),
              Importance.LOW,
              "Bytes of rows at which an insert is closed and the next one begun.")
          .define(
              INSERT_TIMEOUT_MS,
              ConfigDef.Type.LONG,
              60_000L,
              ConfigDef.Range.atLeast(100),
              Importance.LOW,
              "How long an insert may take before its outcome counts as unknown. Keep it well below"
                  + " the consumer's max.poll.interval.ms.")
          .define(
              QUERY_TIMEOUT_MS,
              ConfigDef.Type.LONG,
              30_000L,
              ConfigDef.Range.atLeast(100),
              Importance.LOW,
              "How long a question about tables and offsets may take.")
          .define(
              DRAIN_TIMEOUT_MS,
              ConfigDef.Type.LONG,
              30_000L,
              ConfigDef.Range.atLeast(0),
              Importance.LOW,
              "How long an insert of an earlier task may go on before it is killed; nothing is"
                  + " inserted as long as it runs.")
          .define(
              RETRY_BACKOFF_MS,
              ConfigDef.Type.LONG,
              200L,
              ConfigDef.Range.atLeast(1),
              Importance.LOW,
              "The wait after the first failure; it doubles with each further one.")
          .define(
              RETRY_BACKOFF_MAX_MS,
              ConfigDef.Type.LONG,
              10_000L,
              ConfigDef.Range.atLeast(1),
              Importance.LOW,
              "The longest wait between two attempts. Attempts go on without end.")
          .define(
              COMMIT_INTERVAL_MS,
              ConfigDef.Type.LONG,
              1_000L,
              ConfigDef.Range.atLeast(1),
              Importance.LOW,
              "How often offsets are committed, whatever the worker's offset.flush.interval.ms.");

  SinkSettings {
    tables = Map.copyOf(tables);
  }

  /** Throws {@link ConfigException} with the first fault. */
  static SinkSettings of(Map<String, String> properties) {
    var config = new AbstractConfig(DEFINITION, properties, false);
    return new SinkSettings(
        properties.getOrDefault("name", "clickhouse"),
        config.getString(URL),
        config.getString(USER),
        config.getPassword(PASSWORD),
        config.getString(DATABASE),
        tables(TABLES, config.getList(TABLES)),
        config.getConfiguredInstance(TABLE_MAKER, TableMaker.class),
        config.getString(UNKNOWN_FIELDS).equals("ignore"),
        config.getBoolean(COMPRESS),
        config.getInt(INSERT_MAX_BYTES),
        millis(config, INSERT_TIMEOUT_MS),
        millis(config, QUERY_TIMEOUT_MS),
        millis(config, DRAIN_TIMEOUT_MS),
        millis(config, RETRY_BACKOFF_MS),
        millis(config, RETRY_BACKOFF_MAX_MS),
        millis(config, COMMIT_INTERVAL_MS));
  }

  String table(String topic) {
    return tables.getOrDefault(topic, topic);
  }

  private static Duration millis(AbstractConfig config, String key) {
    return Duration.ofMillis(config.getLong(key));
  }

  private static void checkUrl(String name, Object value) {
    String url = value.toString().toLowerCase(Locale.ROOT);
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      throw new ConfigException(name, value, "must start with http:// or https://");
    }
  }

  private static Map<String, String> tables(String name, List<?> pairs) {
    var tables = new HashMap<String, String>();
    for (Object pair : pairs) {
      String text = pair.toString();
      int equals = text.indexOf('=');
      if (equals < 1 || equals == text.length() - 1) {
        throw new ConfigException(name, text, "must be topic=table");
      }
      if (tables.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
        throw new ConfigException(name, text, "names a topic twice");
      }
    }
    return tables;
  }
}
