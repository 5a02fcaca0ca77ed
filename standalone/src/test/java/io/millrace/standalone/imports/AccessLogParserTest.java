package io.millrace.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccessLogParserTest {
  private static final String LINE =
      "83.149.9.216 - frank [17/May/2015:10:05:03 +0200] \"GET /a/b.png?x=1 HTTP/1.1\" 200 2326"
          + " \"http://example.org/\" \"Mozilla/5.0 (X11)\"";

  @Test
  void readsEveryFieldOfTheCombinedFormat() throws MalformedLine {
    AccessLogLine line = AccessLogParser.parse(LINE);
    assertThat(line)
        .isEqualTo(
            new AccessLogLine(
                "83.149.9.216",
                "frank",
                Instant.parse("2015-05-17T08:05:03Z").toEpochMilli(),
                "GET",
                "/a/b.png?x=1",
                200,
                2326,
                "http://example.org/",
                "Mozilla/5.0 (X11)"));
    assertThat(line.path()).isEqualTo("/a/b.png");
  }

  @Test
  void readsTheCommonFormatToo() throws MalformedLine {
    AccessLogLine line = AccessLogParser.parse(LINE.substring(0, LINE.indexOf(" \"http:")));
    assertThat(line.bytes()).isEqualTo(2326);
    assertThat(line.referrer()).isEmpty();
  }

  @Test
  void takesADashForNothing() throws MalformedLine {
    AccessLogLine line =
        AccessLogParser.parse("::1 - - [17/May/2015:10:05:03 +0000] \"-\" 408 - \"-\" \"-\"");
    assertThat(line.bytes()).isEqualTo(-1);
    assertThat(line.method()).isEmpty();
    assertThat(line.target()).isEmpty();
    assertThat(line.userAgent()).isEmpty();
  }

  @Test
  void keepsARequestThatIsNotHttp() throws MalformedLine {
    AccessLogLine line =
        AccessLogParser.parse(
            "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"\\x16\\x03 hello\" 400 0 \"-\" \"-\"");
    assertThat(line.method()).isEmpty();
    assertThat(line.target()).isEqualTo("\\x16\\x03 hello");
  }

  @Test
  void readsEscapedQuotes() throws MalformedLine {
    AccessLogLine line =
        AccessLogParser.parse(
            "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\""
                + " \"a \\\"b\\\" \\\\c\" 0.003");
    assertThat(line.userAgent()).isEqualTo("a \"b\" \\c");
  }

  @Test
  void takesALineThatWasCutInItsUserAgent() throws MalformedLine {
    assertThat(AccessLogParser.parse(LINE.substring(0, LINE.length() - 6)).userAgent())
        .isEqualTo("Mozilla/5.0 ");
  }

  @Test
  void saysWhatIsWrongWithALine() {
    assertThat(reason("")).isEqualTo("the client's address is missing");
    assertThat(reason("1.2.3.4 - -")).isEqualTo("the user is missing");
    assertThat(reason(LINE.replace("17/May/2015", "32/May/2015")))
        .isEqualTo(
            "the time must look like 17/May/2015:10:05:03 +0000, but was 32/May/2015:10:05:03"
                + " +0200");
    assertThat(reason(LINE.replace(" 200 ", " abc ")))
        .isEqualTo("the status must be a number or -, but was 'abc'");
    assertThat(reason("1.2.3.4 - - [17/May/2015:10:05:03 +0000] GET /"))
        .isEqualTo("the request in quotes is missing");
  }

  private static String reason(String line) {
    return catchThrowableOfType(MalformedLine.class, () -> AccessLogParser.parse(line)).reason();
  }
}
