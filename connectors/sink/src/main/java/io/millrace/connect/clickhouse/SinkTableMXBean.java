package io.millrace.connect.clickhouse;

/** Counters of one sink task for one table, since the task was started. */
public interface SinkTableMXBean {
  /** Rows inserted. */
  long getRows();

  /** Their bytes as sent, before compression. */
  long getBytes();

  /** Inserts; each writes one part if the partition of its rows is known. */
  long getInserts();

  /** Records that were in ClickHouse already. */
  long getSkippedDuplicates();

  /** Records that the table could not hold. */
  long getDeadLetters();

  /** Retries of inserts and queries; of the task, not of the table. */
  long getRetries();

  /**
   * Milliseconds from the record timestamp of the oldest row of the last insert until it was
   * stored.
   */
  long getDelayMs();

  /** The median of that delay over the last 1,000 inserts. */
  long getDelayMsP50();

  /** The 95th percentile of that delay over the last 1,000 inserts. */
  long getDelayMsP95();

  /** The 99th percentile of that delay over the last 1,000 inserts. */
  long getDelayMsP99();
}
