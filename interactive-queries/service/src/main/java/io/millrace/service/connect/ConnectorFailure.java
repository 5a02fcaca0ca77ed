package io.millrace.service.connect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A failure of a connector or task.
 *
 * @param message of the innermost exception, without secrets
 */
record ConnectorFailure(FailureCause cause, String message) {
  private static final int MAX_MESSAGE = 500;
  private static final String CAUSED_BY = "Caused by: ";

  /** Matched in this order on each exception of the chain; numbers are ClickHouse's error codes. */
  private static final Map<FailureCause, Pattern> SIGNS =
      new EnumMap<>(
          Map.of(
              FailureCause.OUT_OF_MEMORY,
              Pattern.compile("OutOfMemoryError"),
              FailureCause.CREDENTIALS,
              Pattern.compile(
                  "(?i)Authentication|Authorization|Unauthorized|not authorized|access.?denied"
                      + "|permission denied|not enough privileges|wrong password|login failed"
                      + "|\\b(?:http|status)[ :]*40[13]\\b"
                      + "|\\bcode:? ?(?:192|193|194|195|291|497|516)\\b"),
              FailureCause.UNREACHABLE,
              Pattern.compile(
                  "(?i)java\\.net\\.|UnresolvedAddress|Connect(?:ion)? ?(?:refused|reset|timed out)"
                      + "|timed? ?out|Timeout|not available|ClosedChannel|no route to host"
                      + "|NoHttpResponse|Disconnect"),
              FailureCause.TABLE,
              Pattern.compile(
                  "(?i)(?:table|column|database|relation|topic)\\b.*(?:does(?: not|n't) exist|not"
                      + " found|not in the table|unknown|missing)|(?:unknown|no|no such|missing)"
                      + " (?:table|column|database|identifier)\\b|UnknownTopic|\\bcode:?"
                      + " ?(?:8|10|16|47|60|81)\\b"),
              FailureCause.BAD_RECORD,
              Pattern.compile(
                  "DataException|SerializationException|SchemaException|SchemaParse|AvroRuntime|JsonParse|Tolerance"
                      + " exceeded|errors\\.tolerance|MalformedBytes|RecordTooLarge|(?i)\\bcode:?"
                      + " ?(?:6|26|27|33|53|69|70|72|131|349)\\b"),
              FailureCause.CONFIG,
              Pattern.compile(
                  "ConfigException|ClassNotFound|NoClassDefFound|NoSuchMethodError"
                      + "|Failed to find any class|[Ii]nvalid value|Missing required"
                      + "|configuration is invalid|(?i)\\bcode:? ?(?:62|115|117)\\b")));

  private static final List<FailureCause> ORDER =
      List.of(
          FailureCause.OUT_OF_MEMORY,
          FailureCause.CREDENTIALS,
          FailureCause.UNREACHABLE,
          FailureCause.TABLE,
          FailureCause.BAD_RECORD,
          FailureCause.CONFIG);

  /**
   * From a stack trace, or from a message alone. The innermost exception with a known pattern
   * decides: those around it are mostly Connect's own.
   */
  static ConnectorFailure of(String trace) {
    List<String> chain = headlines(trace);
    for (String headline : chain.reversed()) {
      for (FailureCause cause : ORDER) {
        if (SIGNS.getOrDefault(cause, Pattern.compile("\\b\\B")).matcher(headline).find()) {
          return new ConnectorFailure(cause, message(chain.getLast()));
        }
      }
    }
    return new ConnectorFailure(
        FailureCause.UNKNOWN, chain.isEmpty() ? "" : message(chain.getLast()));
  }

  /** The exceptions of the chain without their frames, the outermost first. */
  private static List<String> headlines(String trace) {
    var headlines = new ArrayList<String>();
    for (String line : trace.lines().toList()) {
      if (line.startsWith(CAUSED_BY)) {
        headlines.add(line.substring(CAUSED_BY.length()));
      } else if (headlines.isEmpty() && !line.isBlank()) {
        headlines.add(line.strip());
      } else if (!line.startsWith("\t") && !line.isBlank()) {
        // A multi-line message.
        headlines.set(headlines.size() - 1, headlines.getLast() + " " + line.strip());
      }
    }
    return headlines;
  }

  private static String message(String headline) {
    String text = ConfigSecrets.hidden(headline);
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "...";
  }
}
