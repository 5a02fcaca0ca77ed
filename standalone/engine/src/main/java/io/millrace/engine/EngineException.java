package io.millrace.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failed query, with ClickHouse's error code, name and text. The text is what a ClickHouse server
 * sends as the body: {@code Code: 60. DB::Exception: ... (UNKNOWN_TABLE)}. No stack trace is kept:
 * it is a response to a client, not a fault of this program.
 */
final class EngineException extends Exception {
  private static final Pattern TEXT = Pattern.compile("Code: (\\d+)\\. ");

  private final int code;

  private EngineException(int code, String text) {
    super(text, null, false, false);
    this.code = code;
  }

  /** The engine's own message. */
  static EngineException ofEngine(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.find()) {
      return new EngineException(
          Integer.parseInt(matcher.group(1)), text.substring(matcher.start()));
    }
    return of(ErrorCode.UNKNOWN_EXCEPTION, text);
  }

  /** A message of the gateway, in the engine's form. */
  static EngineException of(ErrorCode error, String message) {
    return new EngineException(
        error.code, "Code: " + error.code + ". DB::Exception: " + message + " (" + error + ")");
  }

  int code() {
    return code;
  }

  boolean is(ErrorCode error) {
    return code == error.code;
  }

  /** ClickHouse's text, never null. */
  String text() {
    return String.valueOf(getMessage());
  }
}
