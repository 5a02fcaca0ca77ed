package io.millrace.query.clickhouse;

import java.io.IOException;

/** Takes the rows of a statement while they come. */
public interface RowConsumer {
  void read(RowBinary in) throws IOException;
}
