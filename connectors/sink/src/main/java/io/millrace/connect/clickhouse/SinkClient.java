package io.millrace.connect.clickhouse;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sink's interface to the ClickHouse server.
 *
 * <p>Each call throws {@link RetriableClickHouseException} if another attempt may succeed, and
 * Connect's {@code ConnectException} with a message for the operator if none will.
 */
interface SinkClient extends AutoCloseable {
  /** The current columns and keys of the table; empty if it does not exist. */
  Optional<Table> describe(String table) throws RetriableClickHouseException;

  /** Runs a statement without a result, such as a CREATE TABLE. */
  void execute(String statement) throws RetriableClickHouseException;

  /** Inserts the block in one request; returns once its rows can be queried. */
  void insert(Block block) throws RetriableClickHouseException;

  /**
   * The highest offset in the table for each of these partitions of the topic, at or after the
   * given offset; a partition without rows is absent.
   */
  Map<Integer, Long> highestOffsets(Table table, String topic, Map<Integer, Long> fromOffsets)
      throws RetriableClickHouseException;

  /** The offsets of the partition that are in the table, from first to last, ascending. */
  long[] present(Table table, String topic, int partition, long first, long last)
      throws RetriableClickHouseException;

  /** The running inserts of this connector. */
  List<Running> running() throws RetriableClickHouseException;

  /** Asks the server to cancel these queries, without waiting for it. */
  void kill(Collection<String> queryIds) throws RetriableClickHouseException;

  @Override
  void close();

  /**
   * A running insert.
   *
   * @param cancelled whether its cancellation was already requested
   */
  record Running(String queryId, boolean cancelled) {}
}
