package io.millrace.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keys as text: their parts percent-encoded, with slashes between. */
public final class KeyText {
  private KeyText() {}

  /** The parts, percent-encoded and joined by slashes. */
  public static String of(List<String> parts) {
    return String.join("/", parts.stream().map(KeyText::encode).toList());
  }

  /** The parts of a text as it came in the address; none where it is empty. */
  public static List<String> parts(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    var parts = new ArrayList<String>();
    int start = 0;
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', start)) {
      parts.add(decode(text.substring(start, slash)));
      start = slash + 1;
    }
    parts.add(decode(text.substring(start)));
    return parts;
  }

  /** Parses an ISO 8601 timestamp to epoch milliseconds; throws a 400 for other text. */
  public static long parseTimestamp(String part) {
    try {
      return Instant.parse(part).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw malformed("a timestamp must be such as 2015-05-17T00:00:00Z, but was " + part);
    }
  }

  /** A 400 with this detail. */
  public static FailureException malformed(String detail) {
    return new FailureException(new Failure.Malformed(detail, "key"));
  }

  /** A plus sign is itself in a path. */
  public static String decode(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed("a percent sign must start a percent-encoded byte, but was in " + part);
    }
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, UTF_8).replace("+", "%20").replace("%3A", ":");
  }
}
