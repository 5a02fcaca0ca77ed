package io.millrace.service.deadletters;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a record failed, without the values that came, so that letters with different values have one
 * reason.
 *
 * @param table {@code ""} where the message names none
 * @param column {@code ""} where the message names none
 */
record FailureReason(String table, String column, String reason) {
  static final int MAX_REASON = 200;

  /** What our sink says: {@code table T, column C takes ..., but was ...}. */
  private static final Pattern COLUMN =
      Pattern.compile("table (.+?), column (.+?) ((?:takes|has|is) .*)", Pattern.DOTALL);

  /** What our sink says of a record as a whole: {@code table T takes ..., but was ...}. */
  private static final Pattern RECORD = Pattern.compile("table (\\S+) (takes .*)", Pattern.DOTALL);

  /** What our sink says that the server said. */
  private static final Pattern SERVER = Pattern.compile("table (\\S+): (.*)", Pattern.DOTALL);

  private static final Pattern WHAT_CAME = Pattern.compile(",? but(:| ).*", Pattern.DOTALL);

  /** From here on ClickHouse tells the row. */
  private static final Pattern ROW =
      Pattern.compile(" (?:is violated )?at row \\d.*|\\. Column values: .*", Pattern.DOTALL);

  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final String UUID = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  /** ClickHouse's name of a table as it was made once, after the name that people know. */
  private static final Pattern TABLE_UUID = Pattern.compile(" \\(" + UUID + "\\)");

  private static final Pattern ANY_UUID = Pattern.compile(UUID);
  private static final Pattern NUMBER = Pattern.compile("(?<!Code: )(?<![\\w.])-?\\d+(?:\\.\\d+)*");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /**
   * From what Connect's headers say.
   *
   * @param stage in Connect's words, such as {@code VALUE_CONVERTER}
   * @param message {@code ""} where the exception had none
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

  /** Where the message named no table. */
  FailureReason inTable(String derived) {
    return table.isEmpty() ? new FailureReason(derived, column, reason) : this;
  }

  /** The limits of a type are the same for all values, so numbers stay. */
  private static String expected(String fault) {
    return WHAT_CAME.matcher(fault).replaceFirst("");
  }

  /** What a converter, a transform or another connector said. */
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
