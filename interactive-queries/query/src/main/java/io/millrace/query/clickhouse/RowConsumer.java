package io.millrace.query.clickhouse;

import java.io.IOException;

/** Receives the rows of a statement as they arrive. */
public interface RowConsumer {
  /** Reads exactly the columns of one row. */
  void read(RowBinary in) throws IOException;
}
