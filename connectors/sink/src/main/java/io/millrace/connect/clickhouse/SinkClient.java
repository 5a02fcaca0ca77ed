package io.millrace.connect.clickhouse;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the sink asks of ClickHouse: the border to the server.
 *
 * <p>Each call throws {@link RetriableClickHouseException} where another attempt may succeed, and
 * Connect's {@code ConnectException} with a sentence for the operator where none will.
 */
interface SinkClient extends AutoCloseable {
  /** The table's columns and keys, as they are now; nothing where there is no such table. */
  Optional<Table> describe(String table) throws RetriableClickHouseException;

  /** Runs a statement that answers nothing, such as a CREATE TABLE. */
  void execute(String statement) throws RetriableClickHouseException;

  /** Inserts the block in one request; returns once its rows can be read. */
  void insert(Block block) throws RetriableClickHouseException;

  /**
   * The highest offset that the table has of each of these partitions of the topic, at or after the
   * offset given; a partition is absent where there is none.
   */
  Map<Integer, Long> highestOffsets(Table table, String topic, Map<Integer, Long> fromOffsets)
      throws RetriableClickHouseException;

  /** The offsets of the partition that the table has, from first to last, ascending. */
  long[] present(Table table, String topic, int partition, long first, long last)
      throws RetriableClickHouseException;

  /** The inserts of this connector that the server is at. */
  List<Running> running() throws RetriableClickHouseException;

  /** Asks the server to end these queries, without waiting for it. */
  void kill(Collection<String> queryIds) throws RetriableClickHouseException;

  @Override
  void close();

  /**
   * An insert that the server is at.
   *
   * @param cancelled whether it was told to end already
   */
  record Running(String queryId, boolean cancelled) {}
}
