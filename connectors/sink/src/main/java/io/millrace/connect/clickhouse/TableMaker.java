package io.millrace.connect.clickhouse;

import java.util.List;
import org.apache.kafka.connect.data.Schema;

/** Creates missing tables. Implementations need a public constructor. */
public interface TableMaker {
  /**
   * The statements that create the table; empty if this maker is not responsible for it.
   *
   * @param value the schema of the first record for the table
   */
  List<String> make(String database, String table, Schema value);

  /** Creates no table. */
  final class None implements TableMaker {
    @Override
    public List<String> make(String database, String table, Schema value) {
      return List.of();
    }
  }
}
