package io.millrace.connect.clickhouse;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/** The path from a record to a field in it, or in a nested record. */
final class FieldPath {
  static final FieldPath ROOT = new FieldPath(List.of());

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private final Field[] fields;
  private final boolean isTime;

  private FieldPath(List<Field> fields) {
    this.fields = fields.toArray(Field[]::new);
    this.isTime = !fields.isEmpty() && Time.LOGICAL_NAME.equals(fields.getLast().schema().name());
  }

  FieldPath then(Field field) {
    var longer = new ArrayList<Field>(List.of(fields));
    longer.add(field);
    return new FieldPath(longer);
  }

  /** The field at the end of the path. */
  Field field() {
    return fields[fields.length - 1];
  }

  /** The column name of the field in its own spelling: page.userAgent is page_userAgent. */
  String column() {
    return join("_");
  }

  /**
   * The column name in snake case, which most tables use: {@code page.userAgent} is
   * page_user_agent.
   */
  String snakeColumn() {
    return snakeCase(column());
  }

  /** The field's value; null also if a record on the path is null. */
  @Nullable Object read(Struct row) {
    Object value = row.get(fields[0]);
    for (int i = 1; i < fields.length && value != null; i++) {
      value = ((Struct) value).get(fields[i]);
    }
    return isTime && value instanceof Date time ? millisOfDay(time) : value;
  }

  // Connect represents a time of day as a timestamp on 1970-01-01; ClickHouse types cannot tell the
  // two apart.
  @SuppressWarnings("JavaUtilDate")
  private static Object millisOfDay(Date time) {
    return time.getTime();
  }

  static String snakeCase(String name) {
    return HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  private String join(String between) {
    return List.of(fields).stream().map(Field::name).collect(Collectors.joining(between));
  }

  /** The names joined by dots. */
  @Override
  public String toString() {
    return join(".");
  }
}
