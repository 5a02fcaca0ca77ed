package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.ColumnType;
import io.millrace.connect.rowbinary.ColumnTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One table {@code numbers} in memory, by day of {@code at}, and a script of what goes wrong.
 *
 * <p>It is deaf to tokens: exactly once must hold by positions alone. Inserts come on a thread of
 * their own.
 */
final class FakeClickHouse implements SinkClient {
  static final long DAY_MS = 86_400_000L;

  /** A number that fits its column, but for which an insert is refused. */
  static final long POISON = 1313;

  private static final int ROW_BYTES = 28;
  private static final Map<String, ColumnType> COLUMNS = columns();

  /** What becomes of a request. */
  enum Fate {
    FINE,
    /** Nothing happens, and the sink knows nothing. */
    REFUSED,
    /** It happens, but the answer is lost. */
    ANSWER_LOST,
    /** The answer is lost, and it happens later, while it shows as running. */
    STUCK
  }

  /** A row, as it was inserted. */
  record Row(int partition, long offset, long number, long at) {}

  private record Late(String queryId, List<Row> rows) {}

  final List<Row> rows = new ArrayList<>();
  final List<String> tokens = new ArrayList<>();
  final Set<String> killed = new HashSet<>();
  final Deque<Fate> fates = new ArrayDeque<>();
  private final Deque<Late> late = new ArrayDeque<>();
  int requestsUntilDone = 3;
  private int requests;
  private int inserts;

  @Override
  public synchronized Optional<Table> describe(String table) throws RetriableClickHouseException {
    meet();
    return Optional.of(new Table(table, COLUMNS, Map.of(), "toYYYYMMDD(at)", List.of(), "", ""));
  }

  @Override
  public void execute(String statement) {
    throw new UnsupportedOperationException("no table is missing here");
  }

  @Override
  public synchronized void insert(Block block) throws RetriableClickHouseException {
    tick();
    Fate fate = next();
    if (fate == Fate.REFUSED) {
      throw new RetriableClickHouseException("refused");
    }
    tokens.add(block.token());
    List<Row> inserted = read(block);
    if (inserted.stream().anyMatch(row -> row.number == POISON)) {
      throw new InsertRejectedException("one of the rows is poison", new IllegalStateException());
    }
    if (fate == Fate.STUCK) {
      late.add(new Late("insert-" + inserts++, inserted));
      throw new RetriableClickHouseException("timed out");
    }
    rows.addAll(inserted);
    if (fate == Fate.ANSWER_LOST) {
      throw new RetriableClickHouseException("timed out");
    }
  }

  @Override
  public synchronized Map<Integer, Long> highestOffsets(
      Table table, String topic, Map<Integer, Long> fromOffsets)
      throws RetriableClickHouseException {
    meet();
    var highest = new HashMap<Integer, Long>();
    for (Row row : rows) {
      Long from = fromOffsets.get(row.partition);
      if (from != null && row.offset >= from) {
        highest.merge(row.partition, row.offset, Math::max);
      }
    }
    return highest;
  }

  @Override
  public synchronized long[] present(
      Table table, String topic, int partition, long first, long last)
      throws RetriableClickHouseException {
    meet();
    return rows.stream()
        .filter(row -> row.partition == partition && row.offset >= first && row.offset <= last)
        .mapToLong(Row::offset)
        .sorted()
        .toArray();
  }

  @Override
  public synchronized List<Running> running() throws RetriableClickHouseException {
    meet();
    return late.stream().map(insert -> new Running(insert.queryId, false)).toList();
  }

  @Override
  public synchronized void kill(Collection<String> queryIds) {
    killed.addAll(queryIds);
    late.removeIf(insert -> queryIds.contains(insert.queryId));
  }

  @Override
  public void close() {}

  /** How many inserts there were. */
  synchronized int inserts() {
    return tokens.size();
  }

  /** Time passes: with every third request the oldest late insert is done. */
  private void tick() {
    Late done = ++requests % requestsUntilDone == 0 ? late.poll() : null;
    if (done != null) {
      rows.addAll(done.rows);
    }
  }

  private void meet() throws RetriableClickHouseException {
    tick();
    if (!fates.isEmpty() && fates.peek() == Fate.REFUSED) {
      fates.remove();
      throw new RetriableClickHouseException("refused");
    }
  }

  private Fate next() {
    Fate fate = fates.poll();
    return fate == null ? Fate.FINE : fate;
  }

  private static List<Row> read(Block block) {
    var out = new ByteArrayOutputStream();
    try {
      block.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer in = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    var rows = new ArrayList<Row>();
    while (in.hasRemaining()) {
      rows.add(new Row(in.getInt(), in.getLong(), in.getLong(), in.getLong()));
    }
    if (rows.size() != block.rows() || out.size() != ROW_BYTES * rows.size()) {
      throw new AssertionError("rows and bytes of a block must agree");
    }
    if (rows.stream().map(row -> Math.floorDiv(row.at, DAY_MS)).distinct().count() != 1) {
      throw new AssertionError("an insert must be of one day");
    }
    return rows;
  }

  private static Map<String, ColumnType> columns() {
    var columns = new LinkedHashMap<String, ColumnType>();
    columns.put("_partition", ColumnTypes.parse("Int32"));
    columns.put("_offset", ColumnTypes.parse("Int64"));
    columns.put("number", ColumnTypes.parse("Int64"));
    columns.put("at", ColumnTypes.parse("DateTime64(3, 'UTC')"));
    columns.put("defaulted", ColumnTypes.parse("Variant(String)"));
    return columns;
  }
}
