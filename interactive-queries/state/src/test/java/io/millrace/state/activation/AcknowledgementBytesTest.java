package io.millrace.state.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.topologies.definition.Acknowledgement;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AcknowledgementBytesTest {
  @Test
  void requestsAndAnswersComeBackFromTheirBytes() {
    Map<DefinitionKey, Long> versions =
        Map.of(
            new DefinitionKey("rollup", "shop", "mine"),
            3L,
            new DefinitionKey("segment", "school", "idle"),
            1L << 40);
    var said = new Acknowledgement(true, 1_700_000_000_000L, Set.of(0, 300));

    assertThat(AcknowledgementBytes.request(AcknowledgementBytes.request(versions)))
        .isEqualTo(versions);
    assertThat(AcknowledgementBytes.answer(AcknowledgementBytes.answer(said))).isEqualTo(said);
    assertThatThrownBy(() -> AcknowledgementBytes.answer(new byte[] {9}))
        .isInstanceOf(MalformedBytes.class);
  }
}
