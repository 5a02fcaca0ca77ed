package io.millrace.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class ImportSourceTest {
  private static final String REQUEST =
      "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /x HTTP/1.1\" 200 7 \"-\" \"curl\"";

  @Test
  void anAccessLogLineIsAVisitOfAPage() throws MalformedLine {
    ImportedEvent event = new AccessLogSource().event(REQUEST, 7).orElseThrow();
    assertThat(event.visitor()).isEqualTo("1.2.3.4");
    assertThat(event.json())
        .contains("\"type\":\"browse\"", "\"occurredAt\":\"2015-05-17T10:05:03Z\"")
        .contains("\"path\":\"/x\"", "\"status\":200", "\"bytes\":7", "\"userAgent\":\"curl\"");
  }

  @Test
  void theIdDependsOnContentAndPositionOnly() throws MalformedLine {
    var source = new AccessLogSource();
    assertThat(source.event(REQUEST, 7)).isEqualTo(new AccessLogSource().event(REQUEST, 7));
    assertThat(source.event(REQUEST, 7)).isNotEqualTo(source.event(REQUEST, 8));
  }

  @Test
  void anEmptyLineIsNoEvent() throws MalformedLine {
    assertThat(new AccessLogSource().event("", 1)).isEmpty();
    assertThat(new NdjsonSource().event("  ", 1)).isEmpty();
  }

  @Test
  void aJsonLineKeepsItsIdOrGetsOne() throws MalformedLine {
    var source = new NdjsonSource();
    assertThat(source.event("{\"id\":\"a\",\"visitor\":\"v\"}", 1).orElseThrow().json())
        .contains("\"id\":\"a\"");
    ImportedEvent event = source.event("{\"visitor\":\"v\",\"occurredAt\":1000}", 1).orElseThrow();
    assertThat(event.json()).contains("\"id\":\"line-1-");
    assertThat(event.occurredAt()).isEqualTo(1000);
  }

  @Test
  void whatIsNoJsonObjectIsRejected() {
    assertThat(reason("{\"a\":")).startsWith("a line must be JSON");
    assertThat(reason("[1]")).isEqualTo("a line must be a JSON object");
  }

  private static String reason(String line) {
    return catchThrowableOfType(MalformedLine.class, () -> new NdjsonSource().event(line, 1))
        .reason();
  }
}
