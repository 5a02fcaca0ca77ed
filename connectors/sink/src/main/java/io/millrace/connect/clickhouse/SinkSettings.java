package io.millrace.connect.clickhouse;

import io.millrace.connect.clickhouse.TableMapping.Tombstones;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The settings of the sink, as {@link SinkConfig} defines them.
 *
 * @param connector the connector's name, which marks its inserts on the server
 * @param task which of the connector's tasks it is, from 0
 */
record SinkSettings(
    String connector,
    String task,
    Server server,
    TableMapping mapping,
    Batching batching,
    Waits waits) {
  /** Set by the connector for each of its tasks. */
  static final String TASK = "task.index";

  /** The ClickHouse server and the credentials. */
  record Server(String url, String user, Password password, String database, boolean compress) {}

  /**
   * When rows are inserted.
   *
   * @param linger how long a row is buffered, for each part that its insert makes
   * @param lingerMost how long a row is buffered at most
   * @param maxRows of an insert
   * @param maxBytes at which an insert is closed
   * @param bufferBytes of rows in memory, at which no more are accepted
   */
  record Batching(
      Duration linger, Duration lingerMost, int maxRows, int maxBytes, int bufferBytes) {}

  /**
   * Timeouts and intervals.
   *
   * @param insert after which an insert's outcome counts as unknown
   * @param query of metadata and offset queries
   * @param drain how long an earlier insert may continue before it is killed
   * @param retryFirst the wait after a first failure
   * @param retryMost the longest wait between attempts
   * @param commit the interval of offset commits
   */
  record Waits(
      Duration insert,
      Duration query,
      Duration drain,
      Duration retryFirst,
      Duration retryMost,
      Duration commit) {}

  /** Throws {@link ConfigException} with the first fault. */
  static SinkSettings of(Map<String, String> properties) {
    var config = new AbstractConfig(SinkConfig.DEFINITION, properties, false);
    SinkConfig.faults(config.values())
        .forEach(
            (key, fault) -> {
              throw new ConfigException(key, config.values().get(key), fault);
            });
    return new SinkSettings(
        properties.getOrDefault("name", "clickhouse"),
        properties.getOrDefault(TASK, "0"),
        server(config),
        mapping(config),
        batching(config),
        waits(config));
  }

  private static Server server(AbstractConfig config) {
    return new Server(
        config.getString(SinkConfig.URL),
        config.getString(SinkConfig.USER),
        config.getPassword(SinkConfig.PASSWORD),
        config.getString(SinkConfig.DATABASE),
        config.getBoolean(SinkConfig.COMPRESS));
  }

  private static TableMapping mapping(AbstractConfig config) {
    Tombstones tombstones =
        Tombstones.valueOf(config.getString(SinkConfig.TOMBSTONES).toUpperCase(Locale.ROOT));
    return new TableMapping(
        SinkConfig.pairs(SinkConfig.TABLES, config.getList(SinkConfig.TABLES)),
        tableMaker(config, tombstones),
        config.getBoolean(SinkConfig.AUTO_EVOLVE),
        config.getString(SinkConfig.UNKNOWN_FIELDS).equals("ignore"),
        config.getString(SinkConfig.NULL_VALUES).equals("default"),
        tombstones,
        config.getString(SinkConfig.KEY_COLUMN),
        config.getString(SinkConfig.TIMESTAMP_COLUMN),
        SinkConfig.pairs(SinkConfig.HEADER_COLUMNS, config.getList(SinkConfig.HEADER_COLUMNS)));
  }

  private static TableMaker tableMaker(AbstractConfig config, Tombstones tombstones) {
    if (!config.getBoolean(SinkConfig.AUTO_CREATE)) {
      return config.getConfiguredInstance(SinkConfig.TABLE_MAKER, TableMaker.class);
    }
    List<String> orderBy = config.getList(SinkConfig.AUTO_CREATE_ORDER_BY);
    return new AutoCreate(
        orderBy,
        config.getString(SinkConfig.AUTO_CREATE_PARTITION_BY),
        tombstones == Tombstones.DELETE,
        config.getString(SinkConfig.TIMESTAMP_COLUMN));
  }

  private static Batching batching(AbstractConfig config) {
    return new Batching(
        millis(config, SinkConfig.LINGER_MS),
        millis(config, SinkConfig.LINGER_MAX_MS),
        config.getInt(SinkConfig.INSERT_MAX_ROWS),
        config.getInt(SinkConfig.INSERT_MAX_BYTES),
        config.getInt(SinkConfig.BUFFER_MAX_BYTES));
  }

  private static Waits waits(AbstractConfig config) {
    return new Waits(
        millis(config, SinkConfig.INSERT_TIMEOUT_MS),
        millis(config, SinkConfig.QUERY_TIMEOUT_MS),
        millis(config, SinkConfig.DRAIN_TIMEOUT_MS),
        millis(config, SinkConfig.RETRY_BACKOFF_MS),
        millis(config, SinkConfig.RETRY_BACKOFF_MAX_MS),
        millis(config, SinkConfig.COMMIT_INTERVAL_MS));
  }

  private static Duration millis(AbstractConfig config, String key) {
    return Duration.ofMillis(config.getLong(key));
  }
}
