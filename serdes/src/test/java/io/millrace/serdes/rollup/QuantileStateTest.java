package io.millrace.serdes.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileStateTest {
  /** What ClickHouse 26.7 wrote before the bins, between them, and for a sign without values. */
  private static final String MAPPING = "02FD4A815ABF52F03F0000000000000000";

  private static final String NO_BINS = "0C00FEFFFFFF0F02";
  private static final String NO_ZEROS = "040000000000000000";
  private static final String ONE = "000000000000F03F";

  @Property
  void mergesInAnyOrderAndGrouping(
      @ForAll("values") List<Double> values,
      @ForAll("values") List<Double> more,
      @ForAll long seed) {
    QuantileState whole = of(values);
    more.forEach(whole::add);
    var random = new Random(seed);
    QuantileState[] parts = new QuantileState[1 + random.nextInt(5)];
    Arrays.setAll(parts, _ -> new QuantileState());
    values.forEach(value -> parts[random.nextInt(parts.length)].add(value));
    QuantileState merged = of(more);
    for (int left = parts.length - 1; left > 0; left--) {
      parts[random.nextInt(left)].merge(parts[left]);
    }
    merged.merge(parts[0]);
    parts[0].merge(of(more));
    assertThat(merged.toBytes()).isEqualTo(whole.toBytes()).isEqualTo(parts[0].toBytes());
    assertThat(merged.count()).isEqualTo(values.size() + more.size());
  }

  @Property
  void leavesTheOtherStateAsItWas(
      @ForAll("values") List<Double> values, @ForAll("values") List<Double> more) {
    QuantileState other = of(more);
    of(values).merge(other);
    assertThat(other.toBytes()).isEqualTo(of(more).toBytes());
  }

  @Property
  void mergesWithItself(@ForAll("values") List<Double> values) {
    QuantileState twice = of(values);
    twice.merge(twice);
    QuantileState expected = of(values);
    values.forEach(expected::add);
    assertThat(twice.toBytes()).isEqualTo(expected.toBytes());
  }

  @Property
  void readsWhatItWrote(@ForAll("values") List<Double> values) {
    QuantileState state = of(values);
    byte[] bytes = state.toBytes();
    var in = new ByteReader(bytes);
    QuantileState read = QuantileState.read(in);
    assertThat(in.remaining()).isZero();
    assertThat(read.toBytes()).isEqualTo(bytes);
    assertThat(read.count()).isEqualTo(state.count());
    assertThat(Double.compare(read.quantile(0.5), state.quantile(0.5))).isZero(); // NaN too
    values.forEach(read::add);
    values.forEach(state::add);
    assertThat(read.toBytes()).isEqualTo(state.toBytes());
  }

  @Property
  void isNearTheExactQuantile(
      @ForAll("values") List<Double> values, @ForAll @DoubleRange(max = 1) double level) {
    double found = of(values).quantile(level);
    if (values.isEmpty()) {
      assertThat(found).isNaN();
      return;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double rank = level * (sorted.length - 1);
    // A rank between two values goes to zero or to the value nearer to it, as in ClickHouse.
    double low = sorted[(int) Math.floor(rank)];
    double high = sorted[(int) Math.ceil(rank)];
    assertThat(found)
        .matches(
            answer -> isNear(low, answer) || isNear(high, answer), "near " + low + ", " + high);
  }

  private static boolean isNear(double exact, double found) {
    if (Math.abs(exact) <= QuantileState.SMALLEST) {
      return found == 0;
    }
    double off = found / exact - 1;
    double allowed =
        Math.abs(exact) >= 1
            ? QuantileState.RELATIVE_ERROR
            : QuantileState.RELATIVE_ERROR_BELOW_ONE;
    return off <= allowed + 1e-9 && off >= -QuantileState.RELATIVE_ERROR - 1e-9;
  }

  @Property
  void staysWithinItsSize(@ForAll("values") List<Double> values) {
    long distinct = values.stream().distinct().count();
    assertThat(of(values).toBytes().length).isLessThanOrEqualTo((int) (44 + 11 * distinct));
  }

  /** Bytes that the engine itself wrote, for the values 0, 1 and 2. */
  @Test
  void writesWhatClickHouseWrites() {
    QuantileState state = of(List.of(0.0, 1.0, 2.0));
    assertThat(hex(state))
        .isEqualTo(MAPPING + "01" + "040200" + ONE + "44" + ONE + "03" + NO_BINS + "04" + ONE);
    assertThat(hex(new QuantileState())).isEqualTo(state(NO_BINS, NO_BINS, NO_ZEROS));
  }

  /** Smallest, and largest in keys: just what ClickHouse can hold in one state. */
  @Test
  void holdsTheSmallestAndTheLargestAtOnce() {
    QuantileState state = of(List.of(Math.nextUp(QuantileState.SMALLEST), QuantileState.LARGEST));
    assertThat(hex(state)).contains("0402B1A904" + ONE);
    assertThat(read(state.toBytes()).count()).isEqualTo(2);
    assertThat(state.quantile(1))
        .isCloseTo(QuantileState.LARGEST, within(QuantileState.LARGEST / 100));
  }

  @Test
  void countsWhatClickHouseCountsAsZero() {
    QuantileState state =
        of(List.of(-0.0, 0.0, Double.MIN_VALUE, -Double.MIN_NORMAL, QuantileState.SMALLEST));
    assertThat(hex(state)).isEqualTo(state(NO_BINS, NO_BINS, "040000000000001440"));
    assertThat(state.quantile(0.3)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e262, -1e308})
  void refusesWhatCannotMergeEverywhere(double value) {
    assertThat(QuantileState.accepts(value)).isFalse();
    assertThatThrownBy(() -> new QuantileState().add(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a value must be a number within 4.0E261 of zero, but was " + value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void refusesALevelThatIsNone(double level) {
    assertThatThrownBy(() -> new QuantileState().quantile(level))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsDenseBinsWithEmptyOnesAtTheEnds() {
    String zero = "0000000000000000";
    QuantileState state =
        read(parse(state("0C040202" + zero + ONE + ONE + zero, NO_BINS, NO_ZEROS)));
    assertThat(hex(state)).isEqualTo(state("0C020402" + ONE + ONE, NO_BINS, NO_ZEROS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // ends
        "08020002", // bins without counts, which ClickHouse does not write
        "0C020004" + ONE + ONE, // two apart
        "0C8080808080808080800102", // more bins than bytes
        "0C0380AE0802" + ONE + ONE + ONE, // past the last key
        "0402B3A904" + ONE + "02" + ONE, // before the first key
        "040202" + ONE + "00" + ONE, // the same key twice
        "040202" + ONE + "01" + ONE, // keys that go down
        "040202" + ONE + "FEFFFFFFFFFFFFFFFF01" + ONE, // a key past the end of a long
        "0C010202" + "000000000000F87F", // NaN
        "0C010202" + "000000000000F0BF", // -1
        "0C010202" + "000000000000E03F", // 0.5
        "0C010202" + "000000000000F07F", // infinity
        "0C010202" + "0000000000005043", // 2 to the 54
        "0C020202" + "0000000000004043" + ONE, // 2 to the 53, and 1
      })
  void refusesBinsThatCannotBe(String bins) {
    refuses(state(bins, NO_BINS, NO_ZEROS));
    refuses(state(NO_BINS, bins, NO_ZEROS));
  }

  @Test
  void refusesAnotherMappingAndOtherParts() {
    String rest = "01" + NO_BINS + "03" + NO_BINS + NO_ZEROS;
    refuses("03" + MAPPING.substring(2) + rest);
    refuses(MAPPING.replace("F03F", "F13F") + rest);
    refuses(MAPPING.substring(0, 18) + ONE + rest);
    refuses(MAPPING + "03" + rest.substring(2));
    refuses(MAPPING + rest.replace("03", "01"));
    refuses(state(NO_BINS, NO_BINS, "050000000000000000"));
    refuses(state(NO_BINS, NO_BINS, "04000000000000F8FF"));
  }

  @Property
  void refusesCutOffBytes(@ForAll("values") List<Double> values, @ForAll long seed) {
    byte[] bytes = of(values).toBytes();
    byte[] cut = Arrays.copyOf(bytes, new Random(seed).nextInt(bytes.length));
    assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedBytes.class);
  }

  /** A byte that is wrong gives another state or is refused, and nothing else happens. */
  @Property
  void refusesOrReadsAnyBytes(@ForAll("values") List<Double> values, @ForAll long seed) {
    byte[] bytes = of(values).toBytes();
    var random = new Random(seed);
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    try {
      assertThat(read(bytes).count()).isNotNegative();
    } catch (MalformedBytes e) {
      assertThat(e).hasMessageContaining(" ");
    }
  }

  @Provide
  Arbitrary<List<Double>> values() {
    Arbitrary<Double> amounts = Arbitraries.doubles().between(-50, 1_000);
    Arbitrary<Double> whole = Arbitraries.integers().between(-300, 300).map(Integer::doubleValue);
    Arbitrary<Double> any =
        Arbitraries.longs().map(Double::longBitsToDouble).filter(QuantileState::accepts);
    Arbitrary<Double> edges =
        Arbitraries.of(0.0, -0.0, 1.0, -1.0, QuantileState.SMALLEST, -QuantileState.LARGEST);
    return Arbitraries.oneOf(
        amounts.list().ofMaxSize(200),
        whole.list().ofMaxSize(200),
        any.list().ofMaxSize(50),
        Arbitraries.oneOf(amounts, whole, any, edges).list().ofMaxSize(50),
        amounts.flatMap(value -> Arbitraries.just(value).list().ofMaxSize(50)));
  }

  private static void refuses(String hex) {
    assertThatThrownBy(() -> read(parse(hex))).isInstanceOf(MalformedBytes.class);
  }

  private static String state(String positive, String negative, String zeros) {
    return MAPPING + "01" + positive + "03" + negative + zeros;
  }

  private static byte[] parse(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(QuantileState state) {
    return HexFormat.of().withUpperCase().formatHex(state.toBytes());
  }

  private static QuantileState read(byte[] bytes) {
    return QuantileState.read(new ByteReader(bytes));
  }

  private static QuantileState of(List<Double> values) {
    var state = new QuantileState();
    values.forEach(state::add);
    return state;
  }
}
