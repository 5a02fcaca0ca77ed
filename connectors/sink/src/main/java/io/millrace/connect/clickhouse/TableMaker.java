package io.millrace.connect.clickhouse;

import java.util.List;
import org.apache.kafka.connect.data.Schema;

/** Makes tables that records are meant for and that are not there. Has a public constructor. */
public interface TableMaker {
  /**
   * The statements that make the table; none where it is not this maker's.
   *
   * @param value the schema of the first record for the table
   */
  List<String> make(String database, String table, Schema value);

  /** Makes no table. */
  final class None implements TableMaker {
    @Override
    public List<String> make(String database, String table, Schema value) {
      return List.of();
    }
  }
}
