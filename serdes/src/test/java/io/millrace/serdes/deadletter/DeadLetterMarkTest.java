package io.millrace.serdes.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.avro.AvroSerde;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DeadLetterMarkTest {
  private static final DeadLetterMark REPLAYED =
      new DeadLetterMark.Replayed(1_700_000_000_000L, "orders", 2, 77);
  private static final DeadLetterMark DISCARDED = new DeadLetterMark.Discarded(1_700_000_000_000L);

  private final AvroSerde<DeadLetterMark> serde = new AvroSerde<>(new DeadLetterMarkCodec());

  @Test
  void theBytesOfAMarkStay() {
    assertThat(hex(REPLAYED))
        .isEqualTo("c301462fa8896ed41128107265706c6179656480a0abfef9620c6f7264657273049a01");
    assertThat(hex(DISCARDED))
        .isEqualTo("c301462fa8896ed411281264697363617264656480a0abfef962000101");
  }

  @Test
  void everyMarkComesBackFromItsBytes() {
    assertThat(serde.read(serde.write(REPLAYED))).isEqualTo(REPLAYED);
    assertThat(serde.read(serde.write(DISCARDED))).isEqualTo(DISCARDED);
  }

  @Test
  void aKeyIsTextAndAConnectorMayHaveASlash() {
    var key = new DeadLetterKey("mine/old", "orders.v1", 3, 42);

    assertThat(new String(key.toBytes(), UTF_8)).isEqualTo("orders.v1/3/42/mine/old");
    assertThat(DeadLetterKey.fromBytes(key.toBytes())).isEqualTo(key);
    assertThatThrownBy(() -> DeadLetterKey.fromBytes("orders/3".getBytes(UTF_8)))
        .hasMessageContaining("must be topic/partition/offset/connector, but was orders/3");
  }

  private String hex(DeadLetterMark mark) {
    return HexFormat.of().formatHex(serde.write(mark));
  }
}
