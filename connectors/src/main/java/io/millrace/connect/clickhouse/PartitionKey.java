package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.ColumnType;
import io.millrace.connect.rowbinary.ColumnTypes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Tells rows of different table partitions apart, so that an insert goes to one and is one part.
 *
 * <p>It knows the usual expressions: a column, and a column's day or month. Rows under any other
 * expression count as one partition: their insert may then be several parts, which costs merges,
 * not exactness.
 */
sealed interface PartitionKey {
  Object of(Struct row);

  /** The key of a table whose columns come from these fields; null where one has no field. */
  static PartitionKey of(Table table, Function<String, @Nullable FieldPath> fields) {
    var parts = new ArrayList<PartitionKey>();
    for (String expression : ColumnTypes.split(withoutTuple(table.partitionKey()))) {
      parts.add(part(table, expression, fields));
    }
    return parts.size() == 1 ? parts.getFirst() : new Several(List.copyOf(parts));
  }

  private static String withoutTuple(String expression) {
    String text = expression.startsWith("tuple(") ? expression.substring(5) : expression;
    return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
  }

  private static PartitionKey part(
      Table table, String expression, Function<String, @Nullable FieldPath> fields) {
    Matcher call = One.CALL.matcher(expression);
    String column = call.matches() ? call.group(2) : expression;
    FieldPath path = fields.apply(column);
    ColumnType type = table.columns().get(column);
    if (path == null || type == null) {
      return new One();
    }
    if (!call.matches()) {
      return new Value(path);
    }
    boolean month = call.group(1).equals("toYYYYMM") || call.group(1).equals("toStartOfMonth");
    return switch (type) {
      case ColumnType.Seconds(var zone) -> new Days(path, zone, month);
      case ColumnType.Ticks(var _, var zone) -> new Days(path, zone, month);
      default -> new One();
    };
  }

  /** No difference is made. */
  record One() implements PartitionKey {
    private static final Pattern CALL =
        Pattern.compile("(toYYYYMMDD|toDate|toStartOfDay|toYYYYMM|toStartOfMonth)\\((\\w+)\\)");

    @Override
    public Object of(Struct row) {
      return "";
    }
  }

  /** A column's own values. */
  record Value(FieldPath path) implements PartitionKey {
    @Override
    public Object of(Struct row) {
      Object value = path.read(row);
      return value == null ? "" : value;
    }
  }

  /** Parts of a tuple. */
  record Several(List<PartitionKey> parts) implements PartitionKey {
    @Override
    public Object of(Struct row) {
      var values = new ArrayList<Object>(parts.size());
      for (PartitionKey part : parts) {
        values.add(part.of(row));
      }
      return values;
    }
  }

  /** The day or the month of a moment. Remembers the last one: rows of a day come together. */
  final class Days implements PartitionKey {
    private static final long DAY_MS = 86_400_000L;

    private final FieldPath path;
    private final ZoneId zone;
    private final boolean month;
    private long lastDay = Long.MIN_VALUE;
    private Object last = "";

    Days(FieldPath path, ZoneId zone, boolean month) {
      this.path = path;
      this.zone = zone.normalized();
      this.month = month;
    }

    // Connect's own type for a Timestamp.
    @SuppressWarnings("JavaUtilDate")
    @Override
    public Object of(Struct row) {
      if (!(path.read(row) instanceof Date date)) {
        return "";
      }
      long day = day(date.getTime());
      if (day != lastDay) {
        lastDay = day;
        LocalDate at = LocalDate.ofEpochDay(day);
        last = month ? at.withDayOfMonth(1) : at;
      }
      return last;
    }

    private long day(long millis) {
      return zone.equals(ZoneOffset.UTC)
          ? Math.floorDiv(millis, DAY_MS)
          : LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone).toEpochDay();
    }
  }
}
