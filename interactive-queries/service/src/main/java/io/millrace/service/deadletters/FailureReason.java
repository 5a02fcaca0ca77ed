package io.millrace.service.deadletters;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a record failed, without the values, so that dead letters with different values have one
 * reason.
 *
 * @param table {@code ""} if the message names none
 * @param column {@code ""} if the message names none
 */
record FailureReason(String table, String column, String reason) {
  static final int MAX_REASON = 200;

  /** The sink's message: {@code table T, column C takes ..., but was ...}. */
  private static final Pattern COLUMN =
      Pattern.compile("table (.+?), column (.+?) ((?:takes|has|is) .*)", Pattern.DOTALL);

  /** The sink's message on a record as a whole: {@code table T takes ..., but was ...}. */
  private static final Pattern RECORD = Pattern.compile("table (\\S+) (takes .*)", Pattern.DOTALL);

  /** A server's message in the sink's. */
  private static final Pattern SERVER = Pattern.compile("table (\\S+): (.*)", Pattern.DOTALL);

  private static final Pattern WHAT_CAME = Pattern.compile(",? but(:| ).*", Pattern.DOTALL);

  /** From here on ClickHouse's message has the row. */
  private static final Pattern ROW =
      Pattern.compile(" (?:is violated )?at row \\d.*|\\. Column values: .*", Pattern.DOTALL);

  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final String UUID = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  /** ClickHouse's internal id of a table, after its name. */
  private static final Pattern TABLE_UUID = Pattern.compile(" \\(" + UUID + "\\)");

  private static final Pattern ANY_UUID = Pattern.compile(UUID);
  private static final Pattern NUMBER = Pattern.compile("(?<!Code: )(?<![\\w.])-?\\d+(?:\\.\\d+)*");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /**
   * From Connect's headers.
   *
   * @param stage in Connect's terms, such as {@code VALUE_CONVERTER}
   * @param message {@code ""} if the exception had none
   */
  static FailureReason of(String stage, String exception, String message) {
    Matcher column = COLUMN.matcher(message);
    if (column.matches()) {
      String name = column.group(2);
      return new FailureReason(
          column.group(1), name, shortened("column " + name + " " + expected(column.group(3))));
    }
    Matcher record = RECORD.matcher(message);
    if (record.matches()) {
      return new FailureReason(record.group(1), "", shortened(expected(record.group(2))));
    }
    Matcher server = SERVER.matcher(message);
    if (server.matches()) {
      return new FailureReason(server.group(1), "", shortened(withoutValues(server.group(2))));
    }
    return new FailureReason("", "", shortened(foreign(stage, exception, message)));
  }

  /** Supplies the table if the message named none. */
  FailureReason inTable(String derived) {
    return table.isEmpty() ? new FailureReason(derived, column, reason) : this;
  }

  /** The limits of a type are the same for all values, so numbers are kept. */
  private static String expected(String fault) {
    return WHAT_CAME.matcher(fault).replaceFirst("");
  }

  /** The message of a converter, a transform or another connector. */
  private static String foreign(String stage, String exception, String message) {
    String where = SPACE.matcher(stage.replace('_', ' ').toLowerCase(Locale.ROOT)).replaceAll(" ");
    String what = withoutValues(message);
    if (what.isEmpty()) {
      what = exception.substring(exception.lastIndexOf('.') + 1);
    }
    return where.isEmpty() || where.equals("task put") ? what : where + ": " + what;
  }

  private static String withoutValues(String message) {
    String text = ROW.matcher(message).replaceFirst("");
    text = QUOTED.matcher(text).replaceAll("...");
    text = TABLE_UUID.matcher(text).replaceAll("");
    text = ANY_UUID.matcher(text).replaceAll("...");
    text = NUMBER.matcher(text).replaceAll("...");
    text = SPACE.matcher(text).replaceAll(" ").strip();
    return text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
  }

  private static String shortened(String text) {
    String line = SPACE.matcher(text).replaceAll(" ").strip();
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "...";
  }
}
