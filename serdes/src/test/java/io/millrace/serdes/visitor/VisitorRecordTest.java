package io.millrace.serdes.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.visitor.SegmentState.Membership;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class VisitorRecordTest {
  private static final String RELEASED_1 =
      "01010900000000000000002a022504706c616e000370726fd00f0573636f7265013fe0000000000000a01f037669700201f02e03108000000000000000d00ff403e8070304";

  private static final String RELEASED_1_ROOT = "010513020361646100066c6170746f700570686f6e65";
  private static final String RELEASED_1_ALIAS = "0105090203616461037a6f65";

  private static final String RELEASED_1_SEGMENTS =
      "01043001000000000000002ad00f89270d0700000003880ef9ffffff046409000000020002892703010203f7ffffff00000104";

  @Property
  void readsWhatItWrote(
      @ForAll @Size(max = 100) List<Long> ids, @ForAll @Size(max = 20) List<Integer> starts) {
    VisitorRecord record = VisitorRecord.fresh();
    ids.forEach(id -> record.seenIds().add(id));
    starts.forEach(start -> record.sessions().add(Session.open(start)));
    VisitorRecord read = VisitorRecord.fromBytes(record.toBytes());
    ids.forEach(id -> assertThat(read.seenIds().contains(id)).isTrue());
    assertThat(read.sessions().list()).isEqualTo(record.sessions().list());
    assertThat(read.toBytes()).isEqualTo(record.toBytes());
  }

  @Test
  void readsTheFirstReleasedFormat() {
    VisitorRecord read = VisitorRecord.fromBytes(HexFormat.of().parseHex(RELEASED_1));
    assertThat(read.toBytes()).isEqualTo(example().toBytes());
    assertThat(read.seenIds().contains(42)).isTrue();
    assertThat(read.traits().all()).isEqualTo(example().traits().all());
    assertThat(read.sessions().list()).isEqualTo(example().sessions().list());
  }

  @Test
  void readsTheFirstReleasedFormatOfAnIdentity() {
    VisitorRecord record = VisitorRecord.fresh();
    record.identity().raise(2);
    record.identity().claim("ada");
    record.identity().add(List.of("phone", "laptop"));
    assertThat(HexFormat.of().formatHex(record.toBytes())).isEqualTo(RELEASED_1_ROOT);
    VisitorRecord root = VisitorRecord.fromBytes(HexFormat.of().parseHex(RELEASED_1_ROOT));
    assertThat(root.aliasOf()).isEmpty();
    assertThat(root.identity().rank()).isEqualTo(2);
    assertThat(root.identity().claimedBy()).isEqualTo("ada");
    assertThat(root.identity().aliases()).containsExactly("laptop", "phone");
    VisitorRecord alias = VisitorRecord.of(root.identity().asAliasOf("zoe"));
    assertThat(HexFormat.of().formatHex(alias.toBytes())).isEqualTo(RELEASED_1_ALIAS);
    assertThat(VisitorRecord.fromBytes(alias.toBytes()).aliasOf()).isEqualTo("zoe");
  }

  @Test
  void readsTheFirstReleasedFormatOfSegments() {
    VisitorRecord record = VisitorRecord.fresh();
    SegmentState segments = record.segments();
    segments.setRules(42);
    segments.setEvaluatedAt(1_000);
    segments.setTimer(5_000);
    segments.put(new Membership(7, 1, 900, true));
    segments.put(new Membership(-7, 2, 950, false));
    segments.put(new StoredSlot(9, new byte[] {0, 2}, 5_000, new byte[] {1, 2, 3}));
    segments.put(new StoredSlot(-9, new byte[] {0}, Long.MAX_VALUE, new byte[] {4}));
    assertThat(HexFormat.of().formatHex(record.toBytes())).isEqualTo(RELEASED_1_SEGMENTS);
    VisitorRecord read = VisitorRecord.fromBytes(HexFormat.of().parseHex(RELEASED_1_SEGMENTS));
    SegmentState known = read.segments();
    assertThat(known.rules()).isEqualTo(42);
    assertThat(known.evaluatedAt()).isEqualTo(1_000);
    assertThat(known.timer()).isEqualTo(5_000);
    assertThat(known.memberships()).isEqualTo(segments.memberships());
    assertThat(known.slots()).extracting(StoredSlot::number).containsExactly(9, -9);
    StoredSlot slot = known.slots().getFirst();
    assertThat(slot.holds(9)).isTrue();
    assertThat(slot.holds(8)).isFalse();
    assertThat(slot.holds(900)).isFalse();
    assertThat(slot.changesAt()).isEqualTo(5_000);
    assertThat(slot.bytes()).containsExactly(1, 2, 3);
    known.put(slot.with(new byte[] {1, 2, 3}));
    assertThat(HexFormat.of().formatHex(read.toBytes())).isEqualTo(RELEASED_1_SEGMENTS);
  }

  @Test
  void keepsASectionOfALaterVersion() {
    byte[] later = HexFormat.of().parseHex("01" + "1f03aabbcc");
    VisitorRecord record = VisitorRecord.fromBytes(later);
    record.seenIds().add(1);
    assertThat(HexFormat.of().formatHex(record.toBytes())).endsWith("1f03aabbcc");
  }

  @Test
  void refusesAnotherFormat() {
    assertThatThrownBy(() -> VisitorRecord.fromBytes(new byte[] {9}))
        .isInstanceOf(MalformedBytes.class)
        .hasMessage("a visitor record must have format 1, but had 9");
  }

  private static VisitorRecord example() {
    VisitorRecord record = VisitorRecord.fresh();
    record.seenIds().add(42);
    record.traits().put("plan", new Trait(new TraitValue.Text("pro"), 1_000));
    record.traits().put("score", new Trait(new TraitValue.Numeric(0.5), 2_000));
    record.traits().put("vip", new Trait(new TraitValue.Flag(true), 3_000));
    record.sessions().add(new Session(1_000, 500, 2_000, 3, 4));
    return record;
  }
}
