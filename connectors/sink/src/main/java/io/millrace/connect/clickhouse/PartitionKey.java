package io.millrace.connect.clickhouse;

import io.millrace.connect.rowbinary.ColumnType;
import io.millrace.connect.rowbinary.ColumnTypes;
import io.millrace.connect.rowbinary.DateTimeType;
import io.millrace.connect.rowbinary.ValueConversionException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Separates rows of different table partitions, so that an insert writes one partition and one
 * part.
 *
 * <p>It knows the common expressions: a column, and a column's day or month. Rows under any other
 * expression count as one partition: their insert may then write several parts, which costs merges,
 * not exactness.
 */
sealed interface PartitionKey {
  Object of(SinkRecord record);

  /** The key of a table whose columns come from these sources; null if a column has none. */
  static PartitionKey of(Table table, Function<String, @Nullable ColumnSource> sources) {
    var parts = new ArrayList<PartitionKey>();
    for (String expression : ColumnTypes.split(withoutTuple(table.partitionKey()))) {
      parts.add(part(table, expression, sources));
    }
    return parts.size() == 1 ? parts.getFirst() : new Several(List.copyOf(parts));
  }

  private static String withoutTuple(String expression) {
    String text = expression.startsWith("tuple(") ? expression.substring(5) : expression;
    return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
  }

  private static PartitionKey part(
      Table table, String expression, Function<String, @Nullable ColumnSource> sources) {
    Matcher call = One.CALL.matcher(expression);
    String column = call.matches() ? call.group(2) : expression;
    ColumnSource source = sources.apply(column);
    ColumnType type = table.columns().get(column);
    if (source == null || type == null) {
      return new One();
    }
    if (!call.matches()) {
      return new Value(source);
    }
    boolean month = call.group(1).equals("toYYYYMM") || call.group(1).equals("toStartOfMonth");
    return type instanceof DateTimeType dateTime ? new Days(source, dateTime, month) : new One();
  }

  /** All rows count as one partition. */
  record One() implements PartitionKey {
    private static final Pattern CALL =
        Pattern.compile("(toYYYYMMDD|toDate|toStartOfDay|toYYYYMM|toStartOfMonth)\\((\\w+)\\)");

    @Override
    public Object of(SinkRecord record) {
      return "";
    }
  }

  /** A column's own values. */
  record Value(ColumnSource source) implements PartitionKey {
    @Override
    public Object of(SinkRecord record) {
      Object value = source.of(record);
      return value == null || ColumnSource.isAbsent(value) ? "" : value;
    }
  }

  /** The elements of a tuple. */
  record Several(List<PartitionKey> parts) implements PartitionKey {
    @Override
    public Object of(SinkRecord record) {
      var values = new ArrayList<Object>(parts.size());
      for (PartitionKey part : parts) {
        values.add(part.of(record));
      }
      return values;
    }
  }

  /**
   * The day or the month of a timestamp. Caches the last one: rows of a day usually follow each
   * other.
   */
  final class Days implements PartitionKey {
    private static final long DAY_MS = 86_400_000L;

    private final ColumnSource source;
    private final DateTimeType type;
    private final ZoneId zone;
    private final boolean month;
    private long lastDay = Long.MIN_VALUE;
    private Object last = "";

    Days(ColumnSource source, DateTimeType type, boolean month) {
      this.source = source;
      this.type = type;
      this.zone = type.zone();
      this.month = month;
    }

    @Override
    public Object of(SinkRecord record) {
      OptionalLong millis = millis(record);
      if (millis.isEmpty()) {
        return "";
      }
      long day = day(millis.getAsLong());
      if (day != lastDay) {
        lastDay = day;
        LocalDate at = LocalDate.ofEpochDay(day);
        last = month ? at.withDayOfMonth(1) : at;
      }
      return last;
    }

    /** Empty for a value that does not fit: the error is reported when the row is written. */
    private OptionalLong millis(SinkRecord record) {
      Object value = source.of(record);
      try {
        return ColumnSource.isAbsent(value) ? OptionalLong.empty() : type.millis(value);
      } catch (ValueConversionException e) {
        return OptionalLong.empty();
      }
    }

    private long day(long millis) {
      return zone.equals(ZoneOffset.UTC)
          ? Math.floorDiv(millis, DAY_MS)
          : LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone).toEpochDay();
    }
  }
}
