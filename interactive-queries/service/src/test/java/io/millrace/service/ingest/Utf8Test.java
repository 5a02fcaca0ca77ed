package io.millrace.service.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void takesEveryTextThatIsUtf8() {
    assertThat(Utf8.firstInvalid("plain".getBytes(UTF_8))).isEqualTo(-1);
    assertThat(Utf8.firstInvalid("zażółć 日本 🙂".repeat(5_000).getBytes(UTF_8))).isEqualTo(-1);
    assertThat(Utf8.firstInvalid(new byte[0])).isEqualTo(-1);
  }

  @Test
  void findsOverlongFormsSurrogatesAndCutCharacters() {
    assertThat(Utf8.firstInvalid(new byte[] {'a', (byte) 0xC0, (byte) 0x80})).isEqualTo(1);
    assertThat(Utf8.firstInvalid(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})).isZero();
    assertThat(Utf8.firstInvalid(new byte[] {'a', 'b', (byte) 0xE2, (byte) 0x82})).isEqualTo(2);
  }

  @Test
  void agreesWithTheDecoderOnRandomBytes() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(6)];
      random.nextBytes(bytes);
      boolean valid = Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
      assertThat(Utf8.firstInvalid(bytes) == -1).isEqualTo(valid);
    }
  }
}
