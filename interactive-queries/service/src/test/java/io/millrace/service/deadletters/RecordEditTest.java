package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.problem.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordEditTest {
  private static final byte[] BEFORE = {1, 2};

  @Test
  void whatIsNotGivenStays() {
    assertThat(parse("").value().of(BEFORE)).isEqualTo(BEFORE);
    assertThat(parse("{}").key().of(null)).isNull();
    assertThat(parse("{\"value\":\"ü\"}").value().of(BEFORE)).isEqualTo("ü".getBytes(UTF_8));
    assertThat(parse("{\"value\":\"ü\"}").key().of(BEFORE)).isEqualTo(BEFORE);
    assertThat(parse("{\"keyBase64\":\"/wA=\"}").key().of(BEFORE)).containsExactly(0xff, 0);
    assertThat(parse("{\"valueBase64\":null}").value().of(BEFORE)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"value\":{}}",
        "{\"val\":\"x\"}",
        "{\"value\":\"x\",\"valueBase64\":\"eA==\"}",
        "{\"keyBase64\":\"%\"}",
        "{\"value\":"
      })
  void whatIsNoEditIsRefused(String body) {
    assertThatThrownBy(() -> parse(body)).isInstanceOf(FailureException.class);
  }

  private static RecordEdit parse(String body) {
    return RecordEdit.parse(body);
  }
}
