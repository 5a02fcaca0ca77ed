package io.millrace.serdes.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.event.Campaign;
import io.millrace.serdes.event.Device;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.event.Money;
import io.millrace.serdes.event.Page;
import io.millrace.serdes.event.Properties;
import io.millrace.serdes.visitor.VisitorMessage.Claim;
import io.millrace.serdes.visitor.VisitorMessage.Erase;
import io.millrace.serdes.visitor.VisitorMessage.Forget;
import io.millrace.serdes.visitor.VisitorMessage.Join;
import io.millrace.serdes.visitor.VisitorMessage.Outrank;
import io.millrace.serdes.visitor.VisitorMessage.Redirect;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.serdes.visitor.VisitorMessage.Transfer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisitorMessageCodecTest {
  private static final HexFormat HEX = HexFormat.of();

  private final VisitorMessageCodec codec = new VisitorMessageCodec();

  @Test
  void readsWhatItWrote() {
    var event =
        new Event(
            "shop",
            "id",
            EventType.BROWSE,
            "",
            "ada",
            "device",
            "",
            1,
            2,
            false,
            Page.NONE,
            "",
            Campaign.NONE,
            Device.NONE,
            "",
            "",
            Money.NONE,
            new Properties(Map.of("a", "b"), Map.of(), Map.of()));
    for (VisitorMessage message :
        List.of(
            new Claim("ada", "zoë", 3),
            new Join("zoë", 0),
            new Outrank("zoë", 300),
            new Redirect(event, "device"),
            new Erase(),
            new Forget())) {
      var routed = new Routed(message, 2);
      assertThat(codec.read(codec.write(routed))).isEqualTo(routed);
    }
  }

  @Test
  void readsTheTransferItWrote() {
    VisitorRecord record = VisitorRecord.fresh();
    record.seenIds().add(42);
    var routed =
        new Routed(new Transfer("device", record, new OverflowIds().add(-7, 1_000), false), 1);
    byte[] bytes = codec.write(routed);
    assertThat(codec.read(bytes).message())
        .isInstanceOfSatisfying(
            Transfer.class,
            read -> {
              assertThat(read.record().seenIds().contains(42)).isTrue();
              assertThat(read.oldIds().size()).isEqualTo(1);
              assertThat(read.oldIds().hash(0)).isEqualTo(-7);
              assertThat(read.oldIds().touchedAt(0)).isEqualTo(1_000);
            });
    assertThat(codec.write(codec.read(bytes))).isEqualTo(bytes);
  }

  @Test
  void writesTheFormatOfItsFirstRelease() {
    assertThat(HEX.formatHex(codec.write(new Routed(new Claim("ada", "zoe", 3), 2))))
        .isEqualTo("01020103616461037a6f6503");
    assertThat(HEX.formatHex(codec.write(new Routed(new Join("zoe", 3), 0))))
        .isEqualTo("010002037a6f6503");
    assertThat(HEX.formatHex(codec.write(new Routed(new Outrank("zoe", 3), 0))))
        .isEqualTo("010003037a6f6503");
    assertThat(HEX.formatHex(codec.write(new Routed(new Erase(), 0)))).isEqualTo("010008");
    assertThat(HEX.formatHex(codec.write(new Routed(new Forget(), 0)))).isEqualTo("010009");
  }

  @Test
  void refusesAnotherFormat() {
    assertThatThrownBy(() -> codec.read(new byte[] {9, 0, 1}))
        .isInstanceOf(MalformedBytes.class)
        .hasMessage("a visitor message must have format 1, but had 9");
    assertThatThrownBy(() -> codec.read(new byte[] {1, 0, 99}))
        .isInstanceOf(MalformedBytes.class)
        .hasMessage("no visitor message has kind 99");
  }
}
