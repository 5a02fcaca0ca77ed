package io.millrace.connect.rollup;

import io.millrace.connect.clickhouse.TableMaker;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.warehouse.TableSpec;
import io.millrace.warehouse.WarehouseSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** Creates the tables of custom rollups, with their views, on the first row. */
public final class RollupTables implements TableMaker {
  @Override
  public List<String> make(String database, String table, Schema schema) {
    if (!RollupColumns.SCHEMA_NAME.equals(schema.name())) {
      return List.of();
    }
    var dimensions = new ArrayList<String>();
    var measures = new LinkedHashMap<String, String>();
    for (Field field : schema.fields()) {
      String kind = kind(field);
      if (kind.equals(RollupColumns.DIMENSION)) {
        dimensions.add(field.name());
      } else if (!kind.isEmpty()) {
        measures.put(field.name(), kind);
      }
    }
    TableSpec spec = WarehouseSchema.rollup(table, dimensions, measures);
    return List.of(
        spec.create(database),
        WarehouseSchema.rollupView(database, table, Rollup.viewOf(table), dimensions, measures));
  }

  private static String kind(Field field) {
    return field.schema().parameters() == null
        ? ""
        : field.schema().parameters().getOrDefault(RollupColumns.KIND, "");
  }
}
