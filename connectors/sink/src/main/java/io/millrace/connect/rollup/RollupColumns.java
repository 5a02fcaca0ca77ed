package io.millrace.connect.rollup;

import io.millrace.connect.PluginVersion;
import io.millrace.serdes.rollup.RollupRowCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Turns a row of any rollup into a record of its table: the record's topic becomes the name of the
 * table, and each dimension and measure a field of its own. Other records pass unchanged.
 *
 * <p>The parameters of the fields define the columns of the table; see {@link RollupTables}.
 */
public final class RollupColumns<R extends ConnectRecord<R>>
    implements Transformation<R>, Versioned {
  /** The name of the schema of the resulting records. */
  static final String SCHEMA_NAME = "io.millrace.RollupColumns";

  /** Parameter of a field: {@code dimension}, or the kind of a measure. */
  static final String KIND = "kind";

  static final String DIMENSION = "dimension";

  private static final String ROW =
      new RollupRowCodec().schemas().versions().getLast().getFullName();

  private static final List<String> FIRST = List.of("tenant", "grain", "window");
  private static final List<String> MIDDLE = List.of("part", "version");

  /** The maps of measures, with the kind of their states. */
  private static final Map<String, String> MEASURES =
      new TreeMap<>(
          Map.of(
              "counts", "count",
              "sums", "sum",
              "minima", "min",
              "maxima", "max",
              "distincts", "distinct",
              "quantiles", "quantiles"));

  private final Map<List<String>, Schema> schemas = new HashMap<>();

  @Override
  public R apply(R record) {
    if (!(record.value() instanceof Struct row) || !ROW.equals(row.schema().name())) {
      return record;
    }
    Struct columns = columns(row);
    return record.newRecord(
        row.getString("table"),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        columns.schema(),
        columns,
        record.timestamp());
  }

  @Override
  public String version() {
    return PluginVersion.TEXT;
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void close() {}

  private Struct columns(Struct row) {
    var columns = new Struct(schema(row));
    FIRST.forEach(name -> columns.put(name, row.get(name)));
    MIDDLE.forEach(name -> columns.put(name, row.get(name)));
    row.getMap("dimensions").forEach((name, value) -> columns.put((String) name, value));
    for (String map : MEASURES.keySet()) {
      row.getMap(map).forEach((name, value) -> columns.put((String) name, orNull(value)));
    }
    return columns;
  }

  private static @Nullable Object orNull(Object value) {
    return value instanceof Double number && number.isNaN() ? null : value;
  }

  /** One per table and set of measures, so that cached plans are found by identity. */
  private Schema schema(Struct row) {
    var signature = new ArrayList<String>();
    signature.add(row.getString("table"));
    for (String map : MEASURES.keySet()) {
      signature.add(map);
      row.<String, Object>getMap(map).keySet().stream().sorted().forEach(signature::add);
    }
    return schemas.computeIfAbsent(signature, _ -> newSchema(row));
  }

  private static Schema newSchema(Struct row) {
    SchemaBuilder schema = SchemaBuilder.struct().name(SCHEMA_NAME);
    FIRST.forEach(name -> schema.field(name, row.schema().field(name).schema()));
    row.<String, String>getMap("dimensions").keySet().stream()
        .sorted()
        .forEach(name -> schema.field(name, kind(SchemaBuilder.string(), DIMENSION)));
    MIDDLE.forEach(name -> schema.field(name, row.schema().field(name).schema()));
    MEASURES.forEach(
        (map, kind) -> {
          Schema values = row.schema().field(map).schema().valueSchema();
          row.<String, Object>getMap(map).keySet().stream()
              .sorted()
              .forEach(name -> schema.field(name, kind(copy(values), kind)));
        });
    return schema.build();
  }

  private static SchemaBuilder copy(Schema schema) {
    var copy = new SchemaBuilder(schema.type());
    if (schema.name() != null) {
      copy.name(schema.name()).version(schema.version()).parameters(schema.parameters());
    }
    return schema.type() == Schema.Type.FLOAT64 ? copy.optional() : copy;
  }

  private static Schema kind(SchemaBuilder schema, String kind) {
    return schema.parameter(KIND, kind).build();
  }
}
