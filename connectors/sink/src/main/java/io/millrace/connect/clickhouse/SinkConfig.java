package io.millrace.connect.clickhouse;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the sink's settings, with their defaults, limits and documentation; they are defined
 * here only.
 */
final class SinkConfig {
  static final String URL = "clickhouse.url";
  static final String USER = "clickhouse.user";
  static final String PASSWORD = "clickhouse.password";
  static final String DATABASE = "clickhouse.database";
  static final String COMPRESS = "clickhouse.compress";
  static final String TABLES = "tables";
  static final String AUTO_CREATE = "auto.create";
  static final String AUTO_CREATE_ORDER_BY = "auto.create.order.by";
  static final String AUTO_CREATE_PARTITION_BY = "auto.create.partition.by";
  static final String AUTO_EVOLVE = "auto.evolve";
  static final String TABLE_MAKER = "table.maker";
  static final String UNKNOWN_FIELDS = "unknown.fields";
  static final String NULL_VALUES = "null.values";
  static final String TOMBSTONES = "tombstones";
  static final String KEY_COLUMN = "key.column";
  static final String TIMESTAMP_COLUMN = "timestamp.column";
  static final String HEADER_COLUMNS = "header.columns";
  static final String LINGER_MS = "linger.ms";
  static final String LINGER_MAX_MS = "linger.max.ms";
  static final String INSERT_MAX_ROWS = "insert.max.rows";
  static final String INSERT_MAX_BYTES = "insert.max.bytes";
  static final String BUFFER_MAX_BYTES = "buffer.max.bytes";
  static final String INSERT_TIMEOUT_MS = "insert.timeout.ms";
  static final String QUERY_TIMEOUT_MS = "query.timeout.ms";
  static final String DRAIN_TIMEOUT_MS = "drain.timeout.ms";
  static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
  static final String RETRY_BACKOFF_MAX_MS = "retry.backoff.max.ms";
  static final String COMMIT_INTERVAL_MS = "commit.interval.ms";

  static final ConfigDef DEFINITION = new ConfigDef();

  private static final Pattern PARTITION_BY =
      Pattern.compile("|\\w+|(toYYYYMMDD|toDate|toYYYYMM|toStartOfMonth)\\(\\w+\\)");

  static {
    defineServer();
    defineMapping();
    defineTables();
    defineBatching();
    defineWaits();
  }

  private SinkConfig() {}

  private static void defineServer() {
    DEFINITION
        .define(
            URL,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                SinkConfig::checkUrl, () -> "http://HOST:PORT or https://HOST:PORT"),
            Importance.HIGH,
            "ClickHouse's HTTP interface.")
        .define(
            USER, ConfigDef.Type.STRING, "default", Importance.HIGH, "The user of every request.")
        .define(PASSWORD, ConfigDef.Type.PASSWORD, "", Importance.HIGH, "The user's password.")
        .define(
            DATABASE,
            ConfigDef.Type.STRING,
            "default",
            new ConfigDef.NonEmptyString(),
            Importance.HIGH,
            "Where the tables are.")
        .define(
            COMPRESS,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether rows travel in LZ4 frames: worth it over a network, not on one machine.");
  }

  private static void defineMapping() {
    DEFINITION
        .define(
            TABLES,
            ConfigDef.Type.LIST,
            List.of(),
            pairsValidator("topic=table,..."),
            Importance.HIGH,
            "The table of each topic, as topic=table; a topic that is not named here goes to the"
                + " table of its own name.")
        .define(
            UNKNOWN_FIELDS,
            ConfigDef.Type.STRING,
            "fail",
            ConfigDef.ValidString.in("fail", "ignore"),
            Importance.MEDIUM,
            "How a field without a column in the table is handled: the record fails, or "
                + "the field is ignored. With auto.evolve, a field of a record with a schema "
                + "becomes a column.")
        .define(
            NULL_VALUES,
            ConfigDef.Type.STRING,
            "fail",
            ConfigDef.ValidString.in("fail", "default"),
            Importance.MEDIUM,
            "How null is handled for a column that is not Nullable: the record fails, or "
                + "the column's default is written.")
        .define(
            TOMBSTONES,
            ConfigDef.Type.STRING,
            "ignore",
            ConfigDef.ValidString.in("ignore", "delete", "fail"),
            Importance.MEDIUM,
            "How a tombstone is handled: ignored; written as a row that deletes the row of "
                + "its key, in a table with ReplacingMergeTree(VERSION, IS_DELETED) whose "
                + "version is _offset or the timestamp.column; or sent to the dead letter queue.")
        .define(
            KEY_COLUMN,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "The column that takes the record's key; of a key with fields, each goes to the column"
                + " NAME_FIELD.")
        .define(
            TIMESTAMP_COLUMN,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "The column that takes the record's own time.")
        .define(
            HEADER_COLUMNS,
            ConfigDef.Type.LIST,
            List.of(),
            pairsValidator("header=column,..."),
            Importance.LOW,
            "The columns that take headers, as header=column.");
  }

  private static void defineTables() {
    DEFINITION
        .define(
            AUTO_CREATE,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether a missing table is created from the schema of its first record.")
        .define(
            AUTO_CREATE_ORDER_BY,
            ConfigDef.Type.LIST,
            List.of(),
            Importance.LOW,
            "The columns of the sorting key of tables that are made; by default the position of the"
                + " record in Kafka.")
        .define(
            AUTO_CREATE_PARTITION_BY,
            ConfigDef.Type.STRING,
            "",
            LambdaValidator.with(
                SinkConfig::checkPartitionBy, () -> "COLUMN, toDate(COLUMN) or toYYYYMM(COLUMN)"),
            Importance.LOW,
            "The partition key of tables that are made: a column, or the day or month of one.")
        .define(
            AUTO_EVOLVE,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether fields without a column are added to the table. Columns are only ever added.")
        .define(
            TABLE_MAKER,
            ConfigDef.Type.CLASS,
            TableMaker.None.class,
            Importance.LOW,
            "The TableMaker class that creates missing tables.");
  }

  private static void defineBatching() {
    DEFINITION
        .define(
            LINGER_MS,
            ConfigDef.Type.LONG,
            300L,
            ConfigDef.Range.between(0, 600_000),
            Importance.MEDIUM,
            "How long a row waits for others to be inserted with it. An insert is a part: with"
                + " less, rows are there sooner, in more parts.")
        .define(
            LINGER_MAX_MS,
            ConfigDef.Type.LONG,
            2_000L,
            ConfigDef.Range.between(0, 600_000),
            Importance.LOW,
            "The longest that a row waits, into however many partitions the rows go.")
        .define(
            INSERT_MAX_ROWS,
            ConfigDef.Type.INT,
            500_000,
            ConfigDef.Range.between(1, 10_000_000),
            Importance.LOW,
            "Number of buffered rows at which a table is flushed regardless of the wait.")
        .define(
            INSERT_MAX_BYTES,
            ConfigDef.Type.INT,
            16 << 20,
            ConfigDef.Range.between(1 << 10, 512 << 20),
            Importance.LOW,
            "Bytes of rows at which a table's rows are inserted, however short they have waited.")
        .define(
            BUFFER_MAX_BYTES,
            ConfigDef.Type.INT,
            64 << 20,
            ConfigDef.Range.between(1 << 16, 1 << 30),
            Importance.LOW,
            "Bytes in a task's memory at which it takes no more until some rows are inserted: of"
                + " rows and of their records, which are kept until then; an estimate.");
  }

  private static void defineWaits() {
    wait(
        INSERT_TIMEOUT_MS,
        60_000,
        100,
        "How long an insert may take before its outcome counts as unknown. Keep it well below the"
            + " consumer's max.poll.interval.ms.");
    wait(QUERY_TIMEOUT_MS, 30_000, 100, "Timeout of metadata and offset queries.");
    wait(
        DRAIN_TIMEOUT_MS,
        30_000,
        0,
        "How long an insert of an earlier task may go on before it is killed; nothing is inserted"
            + " as long as it runs.");
    wait(
        RETRY_BACKOFF_MS,
        200,
        1,
        "The wait after the first failure; it doubles with each further.");
    wait(
        RETRY_BACKOFF_MAX_MS,
        10_000,
        1,
        "The longest wait between two attempts. Attempts go on without end.");
    wait(
        COMMIT_INTERVAL_MS,
        1_000,
        1,
        "How often offsets are committed, whatever the worker's offset.flush.interval.ms.");
  }

  private static void wait(String key, long millis, long least, String text) {
    DEFINITION.define(
        key, ConfigDef.Type.LONG, millis, ConfigDef.Range.atLeast(least), Importance.LOW, text);
  }

  /** Faults between settings that are each valid, by key. */
  static Map<String, String> faults(Map<String, ?> values) {
    var faults = new LinkedHashMap<String, String>();
    refuseLess(faults, values, LINGER_MAX_MS, LINGER_MS);
    refuseLess(faults, values, RETRY_BACKOFF_MAX_MS, RETRY_BACKOFF_MS);
    refuseLess(faults, values, BUFFER_MAX_BYTES, INSERT_MAX_BYTES);
    boolean creates = Boolean.TRUE.equals(values.get(AUTO_CREATE));
    if (creates && values.get(TABLE_MAKER) != TableMaker.None.class) {
      faults.put(AUTO_CREATE, "must be false where a table.maker makes the tables");
    }
    boolean noKey = values.get(AUTO_CREATE_ORDER_BY) instanceof List<?> by && by.isEmpty();
    if (creates && noKey && "delete".equals(values.get(TOMBSTONES))) {
      faults.put(
          AUTO_CREATE_ORDER_BY,
          "must name the columns of the record's key where tombstones delete and tables are made");
    }
    return faults;
  }

  private static void refuseLess(
      Map<String, String> faults, Map<String, ?> values, String key, String least) {
    if (values.get(key) instanceof Number value
        && values.get(least) instanceof Number bound
        && value.longValue() < bound.longValue()) {
      faults.put(key, "must be at least %s, which is %s".formatted(least, bound));
    }
  }

  /** The setting nearest to an unknown key, at an edit distance of at most 2. */
  static Optional<String> nearest(String key) {
    Set<String> names = DEFINITION.names();
    return names.contains(key)
        ? Optional.empty()
        : names.stream().filter(name -> isNear(name, key)).findFirst();
  }

  /** Whether they are equal but for at most two adjacent characters. */
  private static boolean isNear(String name, String key) {
    int prefix = 0;
    int most = Math.min(name.length(), key.length());
    while (prefix < most && name.charAt(prefix) == key.charAt(prefix)) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < most - prefix
        && name.charAt(name.length() - 1 - suffix) == key.charAt(key.length() - 1 - suffix)) {
      suffix++;
    }
    return Math.max(name.length(), key.length()) - prefix - suffix <= 2;
  }

  /** The pairs of a list of a=b; throws {@link ConfigException}. */
  static Map<String, String> pairs(String name, List<?> list) {
    var pairs = new LinkedHashMap<String, String>();
    for (Object pair : list) {
      String text = pair.toString();
      int equals = text.indexOf('=');
      if (equals < 1 || equals == text.length() - 1) {
        throw new ConfigException(name, text, "must be a=b");
      }
      String left = text.substring(0, equals).strip();
      if (pairs.put(left, text.substring(equals + 1).strip()) != null) {
        throw new ConfigException(name, text, "names %s twice".formatted(left));
      }
    }
    return pairs;
  }

  private static ConfigDef.Validator pairsValidator(String form) {
    return LambdaValidator.with((name, value) -> pairs(name, (List<?>) value), () -> form);
  }

  private static void checkUrl(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    URI uri;
    try {
      uri = new URI(value.toString());
    } catch (URISyntaxException e) {
      throw new ConfigException(name, value, "must be a URL: " + e.getReason());
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new ConfigException(name, value, "must start with http:// or https://");
    }
    if (uri.getUserInfo() != null) {
      // Without the value, which contains the password.
      throw new ConfigException(
          name + " must not have a user in it; use " + USER + " and " + PASSWORD);
    }
    if (uri.getHost() == null) {
      throw new ConfigException(name, value, "must name a host");
    }
  }

  private static void checkPartitionBy(String name, Object value) {
    if (!PARTITION_BY.matcher(value.toString()).matches()) {
      throw new ConfigException(
          name, value, "must be a column, toDate(COLUMN) or toYYYYMM(COLUMN)");
    }
  }
}
