package io.millrace.service.visitors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class IsoTimeTest {
  @Property
  void isWhatTheJdkWrites(@ForAll @LongRange(min = -100_000_000_000_000L) long epochMs) {
    long near = epochMs % 500_000_000_000_000L;
    assertThat(IsoTime.text(near)).isEqualTo(Instant.ofEpochMilli(near).toString());
  }

  @Property
  void isWhatTheJdkWritesInOurDays(
      @ForAll @LongRange(min = 0, max = 4_102_444_800_000L) long epochMs) {
    assertThat(IsoTime.text(epochMs)).isEqualTo(Instant.ofEpochMilli(epochMs).toString());
  }

  @Example
  void isWhatTheJdkWritesAtTheEdges() {
    for (String moment :
        new String[] {
          "-0001-12-31T23:59:59.999Z",
          "0000-01-01T00:00:00Z",
          "1969-12-31T23:59:59.999Z",
          "1970-01-01T00:00:00Z",
          "2024-02-29T12:00:00.010Z",
          "9999-12-31T23:59:59.999Z",
          "+10000-01-01T00:00:00Z"
        }) {
      assertThat(IsoTime.text(Instant.parse(moment).toEpochMilli())).isEqualTo(moment);
    }
  }
}
