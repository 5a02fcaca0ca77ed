package io.millrace.connect.rowbinary;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads the spelling of column types, as {@code system.columns} gives it. */
public final class ColumnTypes {
  private ColumnTypes() {}

  /** The type of this spelling; {@link ColumnType.Unknown} where the sink has none. */
  public static ColumnType parse(String spelling) {
    int open = spelling.indexOf('(');
    String name = open < 0 ? spelling : spelling.substring(0, open);
    List<String> arguments =
        open < 0 ? List.of() : split(spelling.substring(open + 1, spelling.lastIndexOf(')')));
    return switch (name) {
      case "String" -> new ColumnType.Text();
      case "Bool" -> new ColumnType.Bool();
      case "Int8", "Int16", "Int32", "Int64" ->
          new ColumnType.Whole(Integer.parseInt(name.substring(3)), true);
      case "UInt8", "UInt16", "UInt32", "UInt64" ->
          new ColumnType.Whole(Integer.parseInt(name.substring(4)), false);
      case "Float32", "Float64" -> new ColumnType.Floating(Integer.parseInt(name.substring(5)));
      case "Decimal" ->
          new ColumnType.Decimal(
              Integer.parseInt(arguments.get(0)), Integer.parseInt(arguments.get(1)));
      case "DateTime" -> new ColumnType.Seconds(zone(arguments, 0));
      case "DateTime64" ->
          new ColumnType.Ticks(Integer.parseInt(arguments.getFirst()), zone(arguments, 1));
      case "LowCardinality" -> parse(arguments.getFirst());
      case "Nullable" -> new ColumnType.OrNull(parse(arguments.getFirst()));
      case "Map" -> new ColumnType.MapOf(parse(arguments.get(0)), parse(arguments.get(1)));
      case "AggregateFunction" -> new ColumnType.State();
      default -> new ColumnType.Unknown(spelling);
    };
  }

  private static ZoneId zone(List<String> arguments, int index) {
    return index < arguments.size()
        ? ZoneId.of(arguments.get(index).replace("'", ""))
        : ZoneOffset.UTC;
  }

  /** The parts between the commas that are in no parentheses. */
  public static List<String> split(String list) {
    var parts = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(list.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(list.substring(start).strip());
    return parts;
  }
}
