package io.millrace.connect.clickhouse;

/** What one task of the sink has done for one table, since it was started. */
public interface SinkTableMXBean {
  /** Rows inserted. */
  long getRows();

  /** Their bytes as they were sent, before any compression. */
  long getBytes();

  /** Inserts, each of which is a part where its rows' partition is known. */
  long getInserts();

  /** Records that ClickHouse had already. */
  long getSkippedDuplicates();

  /** Records that the table could not take. */
  long getDeadLetters();

  /** Times that an insert or a question had to be tried again; of the task, not of the table. */
  long getRetries();

  /** Milliseconds from its record's time to when the oldest row of the last insert was there. */
  long getDelayMs();

  /** The median of that over the last 1,000 inserts. */
  long getDelayMsP50();

  /** 95 of 100 of the last 1,000 inserts were there sooner. */
  long getDelayMsP95();

  /** 99 of 100 of the last 1,000 inserts were there sooner. */
  long getDelayMsP99();
}
