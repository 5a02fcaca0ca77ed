package io.millrace.serdes.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UniqStateTest {
  @Property
  void countsDistinctValues(@ForAll List<Long> values) {
    Set<Long> distinct = new HashSet<>(values);
    assertThat(of(values).result()).isEqualTo(distinct.size());
  }

  @Property
  void mergesInAnyOrder(@ForAll List<Long> left, @ForAll List<Long> right) {
    UniqState leftFirst = of(left);
    leftFirst.merge(of(right));
    UniqState rightFirst = of(right);
    rightFirst.merge(of(left));
    Set<Long> union = new HashSet<>(left);
    union.addAll(right);
    assertThat(leftFirst.result()).isEqualTo(union.size()).isEqualTo(rightFirst.result());
  }

  @Property
  void readsWhatItWrote(@ForAll List<Long> values) {
    UniqState state = of(values);
    assertThat(read(state.toBytes()).result()).isEqualTo(state.result());
  }

  /** Bytes that the engine itself was seen to finalize to 3. */
  @Test
  void readsAStateOfClickHouse() {
    assertThat(read(HexFormat.of().parseHex("0003000000000100000002000000")).result()).isEqualTo(3);
  }

  @Test
  void skipsElementsPastItsCeilingAndStaysNear() {
    var state = new UniqState();
    for (long value = 0; value < 200_000; value++) {
      state.add(value);
    }
    // The engine's own figures for the numbers below 200,000: skip degree 2, 49,974 elements.
    byte[] bytes = state.toBytes();
    assertThat(bytes[0]).isEqualTo((byte) 2);
    assertThat(new ByteReader(bytes, 1, 9).readVarint()).isEqualTo(49_974);
    assertThat(state.result()).isEqualTo(199_902);
  }

  @Test
  void mergesStatesOfDifferentSkipDegrees() {
    var large = new UniqState();
    var small = new UniqState();
    var whole = new UniqState();
    for (long value = 0; value < 150_000; value++) {
      (value % 10 == 0 ? small : large).add(value);
      whole.add(value);
    }
    small.merge(large);
    assertThat(small.result()).isEqualTo(whole.result());
  }

  @Test
  void refusesACountThatCannotBe() {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex("00ff0100000000")))
        .isInstanceOf(MalformedBytes.class);
  }

  private static UniqState read(byte[] bytes) {
    return UniqState.read(new ByteReader(bytes));
  }

  private static UniqState of(List<Long> values) {
    var state = new UniqState();
    values.forEach(state::add);
    return state;
  }
}
