package io.millrace.query.clickhouse;

import java.io.IOException;

/** Takes the rows of a statement while they come. */
public interface Rows {
  void read(RowBinary in) throws IOException;
}
