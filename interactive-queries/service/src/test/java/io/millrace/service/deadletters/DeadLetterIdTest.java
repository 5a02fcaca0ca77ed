package io.millrace.service.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterIdTest {
  @Property
  void everyIdComesBackFromItsTextAndIsOneSegmentOfAPath(
      @ForAll
          @StringLength(min = 1, max = 249)
          @CharRange(from = 'a', to = 'z')
          @CharRange(from = 'A', to = 'Z')
          @CharRange(from = '0', to = '9')
          @Chars({'.', '_', '-'})
          String topic,
      @ForAll @IntRange(max = 999_999_999) int partition,
      @ForAll @LongRange(max = 999_999_999_999_999_999L) long offset,
      @ForAll long at) {
    var id = new DeadLetterId(topic, partition, offset);

    assertThat(DeadLetterId.parse(id.toString())).contains(id);
    assertThat(URI.create("http://h/" + id + "/replay").getPath()).isEqualTo("/" + id + "/replay");
    assertThat(DeadLetterCursor.parse(new DeadLetterCursor(at, id).toString()))
        .contains(new DeadLetterCursor(at, id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "summary", "replay", "a~1", "a~1~-2", "a~01~2", "a~1~2~3", "a/b~1~2", "~1~2"})
  void whatIsNoIdIsNone(String text) {
    assertThat(DeadLetterId.parse(text)).isEmpty();
  }

  @Test
  void aWrongPlaceInAListIsNone() {
    assertThat(DeadLetterCursor.parse("letters~1~2")).isEmpty();
    assertThat(DeadLetterCursor.parse("")).isEmpty();
  }
}
