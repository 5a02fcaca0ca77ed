package io.millrace.connect.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.millrace.connect.rowbinary.ColumnType;
import io.millrace.connect.rowbinary.ColumnTypes;
import io.millrace.connect.rowbinary.RowBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** ClickHouse over HTTP, through the official client. */
final class HttpSinkClient implements SinkClient {
  private static final Pattern REPLACING = Pattern.compile("\\w*ReplacingMergeTree\\(([^()]*)\\)");
  private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9_.-]");

  private final Client client;
  private final String database;
  private final String idPrefix;
  private final Duration insertTimeout;
  private final Duration queryTimeout;

  HttpSinkClient(SinkSettings settings) {
    this.database = settings.server().database();
    this.idPrefix =
        "millrace-sink/" + NOT_PLAIN.matcher(settings.connector()).replaceAll("_") + "/";
    this.insertTimeout = settings.waits().insert();
    this.queryTimeout = settings.waits().query();
    this.client =
        new Client.Builder()
            .addEndpoint(settings.server().url())
            .setUsername(settings.server().user())
            .setPassword(settings.server().password().value())
            .setDefaultDatabase(database)
            // A retry of the client would run beside the sink's own tracking of inserts.
            .setMaxRetries(0)
            .setConnectTimeout(10, ChronoUnit.SECONDS)
            .setConnectionTTL(30, ChronoUnit.SECONDS)
            .compressServerResponse(false)
            .compressClientRequest(settings.server().compress())
            .build();
  }

  @Override
  public Optional<Table> describe(String table) throws RetriableClickHouseException {
    Map<String, Object> names = Map.of("database", database, "table", table);
    var columns = new LinkedHashMap<String, ColumnType>();
    var spellings = new HashMap<String, String>();
    for (GenericRecord column :
        query(
            "SELECT name, type FROM system.columns WHERE database = {database:String} AND table ="
                + " {table:String} AND default_kind NOT IN ('MATERIALIZED', 'ALIAS') ORDER BY"
                + " position",
            names)) {
      columns.put(column.getString("name"), ColumnTypes.parse(column.getString("type")));
      spellings.put(column.getString("name"), column.getString("type"));
    }
    List<GenericRecord> keys =
        query(
            "SELECT partition_key, sorting_key, engine_full FROM system.tables WHERE database ="
                + " {database:String} AND name = {table:String}",
            names);
    return columns.isEmpty() || keys.isEmpty()
        ? Optional.empty()
        : Optional.of(table(table, columns, spellings, keys.getFirst()));
  }

  private static Table table(
      String name,
      Map<String, ColumnType> columns,
      Map<String, String> spellings,
      GenericRecord keys) {
    Matcher replacing = REPLACING.matcher(keys.getString("engine_full"));
    List<String> arguments =
        replacing.lookingAt()
            ? ColumnTypes.split(replacing.group(1)).stream()
                // Replicated engines have string arguments first.
                .filter(argument -> !argument.startsWith("'"))
                .toList()
            : List.of();
    return new Table(
        name,
        columns,
        spellings,
        keys.getString("partition_key"),
        names(keys.getString("sorting_key")),
        arguments.isEmpty() ? "" : arguments.getFirst(),
        arguments.size() < 2 ? "" : arguments.get(1));
  }

  /** The columns of a key: {@code id} or {@code (id)}, {@code tenant, `the id`}. */
  private static List<String> names(String key) {
    String list = key.startsWith("(") ? key.substring(1, key.length() - 1) : key;
    return list.isEmpty()
        ? List.of()
        : ColumnTypes.split(list).stream().map(name -> name.replace("`", "")).toList();
  }

  @Override
  public void execute(String statement) throws RetriableClickHouseException {
    query(statement, Map.of());
  }

  @Override
  public void insert(Block block) throws RetriableClickHouseException {
    String what = "inserting %d rows into %s".formatted(block.rows(), block.table().name());
    if (block.plan().hasDefaults()) {
      refuseChanged(block);
    }
    String id = idPrefix + UUID.randomUUID();
    // The comment is what running() searches for: the server may give queries ids of its own.
    var settings = new InsertSettings().setQueryId(id).logComment(id);
    settings.setDeduplicationToken(block.token());
    settings.serverSetting("async_insert", "0");
    // A response must mean that the rows are stored, also behind a Distributed table.
    settings.serverSetting("insert_distributed_sync", "1");
    if (block.plan().hasJson()) {
      settings.serverSetting("input_format_binary_read_json_as_string", "1");
    }
    settings.setNetworkTimeout(insertTimeout.toMillis(), ChronoUnit.MILLIS);
    try (InsertResponse _ =
        client
            .insert(
                // The client does not quote names.
                SqlIdentifier.quoted(block.table().name()),
                block.plan().columns().stream().map(SqlIdentifier::quoted).toList(),
                out -> write(block, out),
                block.plan().hasDefaults()
                    ? ClickHouseFormat.RowBinaryWithDefaults
                    : ClickHouseFormat.RowBinaryWithNamesAndTypes,
                settings)
            .get()) {
      // The response confirms that the rows are stored.
    } catch (ExecutionException e) {
      throw ErrorClassifier.classify(what, true, e.getCause() == null ? e : e.getCause());
    } catch (Exception e) {
      throw ErrorClassifier.classify(what, true, e);
    }
  }

  /** With names and types if the format has them, so that the server detects a changed table. */
  private static void write(Block block, OutputStream out) throws IOException {
    if (!block.plan().hasDefaults()) {
      var header = new RowBuffer(1 << 10);
      header.writeVarint(block.plan().columns().size());
      block.plan().columns().forEach(header::writeText);
      for (String column : block.plan().columns()) {
        header.writeText(block.table().spellings().getOrDefault(column, ""));
      }
      header.writeTo(out);
    }
    block.writeTo(out);
  }

  /** The format with defaults carries no types: rows would be decoded wrongly after a change. */
  private void refuseChanged(Block block) throws RetriableClickHouseException {
    Table table = block.table();
    Map<String, String> now = describe(table.name()).map(Table::spellings).orElseGet(Map::of);
    for (String column : block.plan().columns()) {
      String before = table.spellings().getOrDefault(column, "");
      if (!before.equals(now.getOrDefault(column, "none"))) {
        throw ErrorClassifier.changed(
            "column %s of table %s was %s, but is %s"
                .formatted(column, table.name(), before, now.getOrDefault(column, "gone")));
      }
    }
  }

  @Override
  public Map<Integer, Long> highestOffsets(
      Table table, String topic, Map<Integer, Long> fromOffsets)
      throws RetriableClickHouseException {
    String ranges =
        fromOffsets.entrySet().stream()
            .map(
                from ->
                    "(_partition = %d AND _offset >= %d)".formatted(from.getKey(), from.getValue()))
            .collect(Collectors.joining(" OR "));
    var highest = new HashMap<Integer, Long>();
    for (GenericRecord row :
        query(
            "SELECT toInt32(_partition) AS p, toInt64(max(_offset)) AS o FROM {table:Identifier}"
                + " WHERE (%s)%s GROUP BY p".formatted(ranges, ofTopic(table)),
            Map.of("table", table.name(), "topic", topic))) {
      highest.put(row.getInteger("p"), row.getLong("o"));
    }
    return highest;
  }

  @Override
  public long[] present(Table table, String topic, int partition, long first, long last)
      throws RetriableClickHouseException {
    List<GenericRecord> rows =
        query(
            "SELECT DISTINCT toInt64(_offset) AS o FROM {table:Identifier} WHERE _partition = %d"
                    .formatted(partition)
                + " AND _offset BETWEEN %d AND %d%s ORDER BY o"
                    .formatted(first, last, ofTopic(table)),
            Map.of("table", table.name(), "topic", topic));
    var offsets = new long[rows.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = rows.get(i).getLong("o");
    }
    return offsets;
  }

  @Override
  public List<Running> running() throws RetriableClickHouseException {
    return query(
            "SELECT Settings['log_comment'] AS id, toUInt8(is_cancelled) AS cancelled FROM"
                + " system.processes WHERE startsWith(id, {prefix:String})",
            Map.of("prefix", idPrefix))
        .stream()
        .map(row -> new Running(row.getString("id"), row.getInteger("cancelled") != 0))
        .toList();
  }

  @Override
  public void kill(Collection<String> queryIds) throws RetriableClickHouseException {
    for (String id : queryIds) {
      // The prefix has no character that a literal would have to escape.
      query("KILL QUERY WHERE query_id = '%s' ASYNC".formatted(id), Map.of());
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private List<GenericRecord> query(String sql, Map<String, Object> parameters)
      throws RetriableClickHouseException {
    var settings = new QuerySettings();
    settings.setNetworkTimeout(queryTimeout.toMillis(), ChronoUnit.MILLIS);
    try {
      return client.queryAll(sql, parameters, settings);
    } catch (RuntimeException e) {
      throw ErrorClassifier.classify("asking ClickHouse", false, e);
    }
  }

  private static String ofTopic(Table table) {
    return table.hasTopic() ? " AND _topic = {topic:String}" : "";
  }
}
