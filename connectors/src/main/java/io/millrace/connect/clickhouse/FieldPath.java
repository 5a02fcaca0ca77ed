package io.millrace.connect.clickhouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The way from a record to a field in it, or in a record within it. */
final class FieldPath {
  static final FieldPath ROOT = new FieldPath(List.of());

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private final Field[] fields;
  private final String column;

  private FieldPath(List<Field> fields) {
    this.fields = fields.toArray(Field[]::new);
    this.column =
        fields.stream().map(field -> snakeCase(field.name())).collect(Collectors.joining("_"));
  }

  FieldPath then(Field field) {
    var longer = new ArrayList<Field>(List.of(fields));
    longer.add(field);
    return new FieldPath(longer);
  }

  /** The name of the column that takes the field: {@code page.userAgent} is page_user_agent. */
  String column() {
    return column;
  }

  /** The field's value; null also where a record on the way is null. */
  @Nullable Object read(Struct row) {
    Object value = row.get(fields[0]);
    for (int i = 1; i < fields.length && value != null; i++) {
      value = ((Struct) value).get(fields[i]);
    }
    return value;
  }

  private static String snakeCase(String name) {
    return HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  /** The names with dots between. */
  @Override
  public String toString() {
    return List.of(fields).stream().map(Field::name).collect(Collectors.joining("."));
  }
}
