package io.millrace.connect.rowbinary;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses column types as {@code system.columns} spells them. */
public final class ColumnTypes {
  private static final Pattern ENUM_VALUE = Pattern.compile("'(.*)' = (-?\\d+)", Pattern.DOTALL);

  /** Aliases of other types. */
  private static final java.util.Map<String, String> ALIASES =
      java.util.Map.of(
          "Point", "Tuple(Float64, Float64)",
          "Ring", "Array(Point)",
          "LineString", "Array(Point)",
          "MultiLineString", "Array(LineString)",
          "Polygon", "Array(Ring)",
          "MultiPolygon", "Array(Polygon)");

  private ColumnTypes() {}

  /** The type of this spelling; a type that the sink does not support accepts no value. */
  public static ColumnType parse(String spelling) {
    int open = spelling.indexOf('(');
    String name = open < 0 ? spelling : spelling.substring(0, open);
    List<String> arguments =
        open < 0 ? List.of() : split(spelling.substring(open + 1, spelling.lastIndexOf(')')));
    return switch (name) {
      case "String" -> new TextTypes.Text();
      case "FixedString" -> new TextTypes.FixedText(number(arguments, 0));
      case "Bool" -> new TextTypes.Bool();
      case "UUID" -> new TextTypes.Uuid();
      case "IPv4" -> new TextTypes.Ip4();
      case "IPv6" -> new TextTypes.Ip6();
      case "Enum8", "Enum16" -> enumeration(bits(name, 4), arguments);
      case "Int8", "Int16", "Int32", "Int64" -> new NumberTypes.Whole(bits(name, 3), true);
      case "UInt8", "UInt16", "UInt32", "UInt64" -> new NumberTypes.Whole(bits(name, 4), false);
      case "Int128", "Int256" -> new NumberTypes.Wide(bits(name, 3), true);
      case "UInt128", "UInt256" -> new NumberTypes.Wide(bits(name, 4), false);
      case "Float32", "Float64" -> new NumberTypes.Floating(bits(name, 5));
      case "Decimal" -> new NumberTypes.Decimal(number(arguments, 0), number(arguments, 1));
      case "Date" -> new DateTimeType.Days(false);
      case "Date32" -> new DateTimeType.Days(true);
      case "DateTime" -> new DateTimeType.Seconds(zone(arguments, 0));
      case "DateTime64" -> new DateTimeType.Ticks(number(arguments, 0), zone(arguments, 1));
      case "LowCardinality" -> parse(arguments.getFirst());
      case "SimpleAggregateFunction" -> parse(arguments.getLast());
      case "Nullable" -> new NestedTypes.OrNull(parse(arguments.getFirst()));
      case "Array" -> new NestedTypes.ArrayOf(parse(arguments.getFirst()));
      case "Map" -> new NestedTypes.MapOf(parse(arguments.get(0)), parse(arguments.get(1)));
      case "Tuple" -> tuple(arguments);
      case "Nested" -> new NestedTypes.ArrayOf(tuple(arguments));
      case "JSON" -> new NestedTypes.Json();
      case "AggregateFunction" -> new NestedTypes.State();
      default -> {
        String alias = ALIASES.get(name);
        yield alias == null ? new NestedTypes.Unknown(spelling) : parse(alias);
      }
    };
  }

  private static ColumnType tuple(List<String> elements) {
    var names = new ArrayList<String>();
    var types = new ArrayList<ColumnType>();
    for (String element : elements) {
      int space = nameEnd(element);
      if (space > 0) {
        names.add(unquoted(element.substring(0, space)));
      }
      types.add(parse(element.substring(space).strip()));
    }
    return new NestedTypes.TupleOf(names, types);
  }

  /** Where an element's name ends; 0 if it has none: no type has a space before a bracket. */
  private static int nameEnd(String element) {
    int end = element.startsWith("`") ? element.indexOf('`', 1) + 1 : element.indexOf(' ');
    int open = element.indexOf('(');
    return end > 0 && (open < 0 || end < open || element.startsWith("`")) ? end : 0;
  }

  private static ColumnType enumeration(int bits, List<String> values) {
    var numbers = new HashMap<String, Integer>();
    for (String value : values) {
      Matcher matcher = ENUM_VALUE.matcher(value);
      if (matcher.matches()) {
        numbers.put(unescaped(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      }
    }
    return new TextTypes.Enumeration(bits, numbers);
  }

  private static String unescaped(String literal) {
    var text = new StringBuilder();
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c == '\\' && i + 1 < literal.length()) {
        char escaped = literal.charAt(++i);
        text.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              case '0' -> '\0';
              case 'b' -> '\b';
              case 'f' -> '\f';
              default -> escaped;
            });
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String unquoted(String name) {
    return name.startsWith("`") ? name.substring(1, name.length() - 1) : name;
  }

  private static int bits(String name, int from) {
    return Integer.parseInt(name.substring(from));
  }

  private static int number(List<String> arguments, int index) {
    return Integer.parseInt(arguments.get(index));
  }

  private static ZoneId zone(List<String> arguments, int index) {
    return index < arguments.size()
        ? ZoneId.of(arguments.get(index).replace("'", "")).normalized()
        : ZoneOffset.UTC;
  }

  /** Splits at commas outside brackets and quotes. */
  public static List<String> split(String list) {
    var parts = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      switch (c) {
        case '\'', '`' -> i = closing(list, i, c);
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(list.substring(start, i).strip());
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(list.substring(start).strip());
    return parts;
  }

  private static int closing(String list, int open, char quote) {
    int at = open + 1;
    while (at < list.length() && list.charAt(at) != quote) {
      at += list.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }
}
