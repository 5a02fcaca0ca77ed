package io.millrace.standalone.imports;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Parses the combined log format of Apache and nginx, and the common one, which ends after the
 * bytes:
 *
 * <pre>{@code
 * client ident user [17/May/2015:10:05:03 +0000] "GET /path HTTP/1.1" 200 203 "referrer" "agent"
 * }</pre>
 *
 * Inside quotes {@code \"} and {@code \\} are unescaped; nginx writes others as {@code \x22}, which
 * are kept as they are. Anything after the user agent is ignored.
 */
final class AccessLogParser {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

  private final String line;
  private int at;

  private AccessLogParser(String line) {
    this.line = line;
  }

  static AccessLogLine parse(String line) throws MalformedLine {
    return new AccessLogParser(line).parse();
  }

  private AccessLogLine parse() throws MalformedLine {
    String client = word("the client's address");
    word("the identity");
    String user = word("the user");
    long time = time();
    String request = quoted("the request");
    int status = (int) number("the status", 999);
    long bytes = number("the bytes", Long.MAX_VALUE);
    String referrer = atEnd() ? "" : quoted("the referrer");
    String agent = atEnd() ? "" : lastQuoted("the user agent");
    int first = request.indexOf(' ');
    int last = request.lastIndexOf(' ');
    boolean http = first > 0 && last > first && request.startsWith("HTTP/", last + 1);
    return new AccessLogLine(
        client,
        absent(user),
        time,
        http ? request.substring(0, first) : "",
        http ? request.substring(first + 1, last).strip() : absent(request),
        status,
        bytes,
        absent(referrer),
        absent(agent));
  }

  private String word(String what) throws MalformedLine {
    int end = line.indexOf(' ', at);
    if (end <= at) {
      throw missing(what);
    }
    String word = line.substring(at, end);
    at = end + 1;
    return word;
  }

  private long time() throws MalformedLine {
    int end = line.indexOf(']', at);
    if (end < 0 || line.charAt(at) != '[') {
      throw missing("the time in brackets");
    }
    String text = line.substring(at + 1, end);
    skipTo(end + 1);
    try {
      return OffsetDateTime.parse(text, TIME).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw new MalformedLine(
          "the time must look like 17/May/2015:10:05:03 +0000, but was " + text);
    }
  }

  // Servers truncate a long line: its last field then has no closing quote, and is still used.
  private String lastQuoted(String what) throws MalformedLine {
    if (line.indexOf('"', at + 1) < 0 && line.charAt(at) == '"') {
      String rest = line.substring(at + 1);
      at = line.length();
      return rest;
    }
    return quoted(what);
  }

  private String quoted(String what) throws MalformedLine {
    if (atEnd() || line.charAt(at) != '"') {
      throw missing(what + " in quotes");
    }
    var text = new StringBuilder();
    for (int i = at + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        skipTo(i + 1);
        return text.toString();
      }
      if (c == '\\' && i + 1 < line.length() && isEscaped(line.charAt(i + 1))) {
        i++;
      }
      text.append(line.charAt(i));
    }
    throw new MalformedLine(what + " must end with a quote, but does not");
  }

  private static boolean isEscaped(char c) {
    return c == '"' || c == '\\';
  }

  private long number(String what, long most) throws MalformedLine {
    int end = line.indexOf(' ', at);
    String text = atEnd() ? "" : line.substring(at, end < 0 ? line.length() : end);
    skipTo(end < 0 ? line.length() : end);
    if (text.equals("-")) {
      return -1;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, as for a number out of range.
    }
    throw new MalformedLine("%s must be a number or -, but was '%s'".formatted(what, text));
  }

  private void skipTo(int position) {
    at = position;
    while (at < line.length() && line.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean atEnd() {
    return at >= line.length();
  }

  private static MalformedLine missing(String what) {
    return new MalformedLine(what + " is missing");
  }

  private static String absent(String text) {
    return text.equals("-") ? "" : text;
  }
}
