package io.millrace.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.RealData;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The real web server log of the shared data. */
class WeblogTest {
  @Test
  void everyLineOfARealLogIsAnEventOfItsOwn() throws IOException, MalformedLine {
    Set<String> visitors = new HashSet<>();
    Set<String> ids = new HashSet<>();
    try (var lines = new LineReader(RealData.weblog())) {
      var source = new AccessLogSource();
      for (String line = lines.next(); line != null; line = lines.next()) {
        ImportedEvent event = source.event(line, lines.number()).orElseThrow();
        visitors.add(event.visitor());
        ids.add(event.json().substring(0, event.json().indexOf(',')));
      }
      assertThat(lines.number()).isEqualTo(10_000);
    }
    assertThat(visitors).hasSize(1_753);
    assertThat(ids).hasSize(10_000);
  }
}
