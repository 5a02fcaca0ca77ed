package io.millrace.connect.rowbinary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.ISO_INSTANT;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_ZONED_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

// Connect's own type for a Timestamp is java.util.Date.
@SuppressWarnings("JavaUtilDate")
class ColumnTypeTest {
  @Property
  void textComesBack(@ForAll String text) {
    String clean = new String(text.getBytes(UTF_8), UTF_8);
    assertThat(back("String", text)).isEqualTo(clean);
    assertThat(back("LowCardinality(String)", text)).isEqualTo(clean);
    assertThat(back("LowCardinality(Nullable(String))", text)).isEqualTo(clean);
    assertThat(back("String", text.getBytes(UTF_8))).isEqualTo(clean);
    assertThat(back("String", ByteBuffer.wrap(text.getBytes(UTF_8)))).isEqualTo(clean);
  }

  @Property
  void wholeNumbersComeBackOrAreOutOfRange(@ForAll("anyLong") long number) {
    for (int bits : new int[] {8, 16, 32, 64}) {
      check("Int" + bits, number, BigInteger.TWO.pow(bits - 1).negate(), bits - 1);
      check("UInt" + bits, number, BigInteger.ZERO, bits);
    }
  }

  @Provide
  Arbitrary<Long> anyLong() {
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.longs().between(-70_000, 70_000),
        Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, (1L << 32) - 1, 1L << 32));
  }

  private static void check(String type, long number, BigInteger least, int mostBits) {
    BigInteger value = BigInteger.valueOf(number);
    boolean fits = value.compareTo(least) >= 0 && value.compareTo(BigInteger.TWO.pow(mostBits)) < 0;
    if (fits) {
      assertThat(back(type, number)).isEqualTo(number);
    } else {
      assertThatThrownBy(() -> back(type, number))
          .isInstanceOf(ValueConversionException.class)
          .hasMessageContaining("but was " + number);
    }
  }

  @Property
  void floatsComeBack(@ForAll double number, @ForAll float small) {
    assertThat(back("Float64", number)).isEqualTo(number);
    assertThat(back("Float64", small)).isEqualTo((double) small);
    assertThat(back("Float32", small)).isEqualTo(small);
  }

  @Property
  void decimalsComeBack(@ForAll long any) {
    BigDecimal number = BigDecimal.valueOf(any % 1_000_000_000_000_000_000L, 4);
    BigDecimal small = BigDecimal.valueOf(any % 1_000_000_000L, 4);
    BigDecimal wide = number.multiply(new BigDecimal("123456789012345678901234567890"));
    assertThat((BigDecimal) back("Decimal(18, 4)", number)).isEqualByComparingTo(number);
    assertThat((BigDecimal) back("Decimal(9, 4)", small)).isEqualByComparingTo(small);
    assertThat((BigDecimal) back("Decimal(76, 4)", wide)).isEqualByComparingTo(wide);
    assertThat((BigDecimal) back("Decimal(38, 6)", number)).isEqualByComparingTo(number);
  }

  @Property
  void momentsComeBack(
      @ForAll @LongRange(min = -2_208_988_800_000L, max = 9_000_000_000_000L) long ms) {
    var exact = new BigDecimal(BigInteger.valueOf(ms), 3);
    assertThat((BigDecimal) back("DateTime64(3, 'UTC')", new Date(ms))).isEqualByComparingTo(exact);
    assertThat((BigDecimal) back("DateTime64(6, 'UTC')", new Date(ms))).isEqualByComparingTo(exact);
    assertThat((BigDecimal) back("DateTime64(9, 'UTC')", new Date(ms))).isEqualByComparingTo(exact);
    assertThat((BigDecimal) back("DateTime64(0, 'UTC')", new Date(ms)))
        .isEqualByComparingTo(BigDecimal.valueOf(Math.floorDiv(ms, 1000)));
  }

  @Property
  void textReadsAsJavaReadsIt(
      @ForAll @LongRange(min = -2_208_988_800L, max = 9_000_000_000L) long seconds,
      @ForAll @IntRange(max = 999_999_999) int nanos,
      @ForAll @IntRange(max = 9) int digits) {
    Instant at = Instant.ofEpochSecond(seconds, nanos);
    ZoneId zone = ZoneId.of("America/St_Johns");
    for (DateTimeFormatter form :
        List.of(ISO_INSTANT, ISO_OFFSET_DATE_TIME, ISO_ZONED_DATE_TIME, ISO_LOCAL_DATE_TIME)) {
      String text = form.format(at.atZone(zone));
      Instant expected =
          form == ISO_LOCAL_DATE_TIME ? LocalDateTime.parse(text).atZone(zone).toInstant() : at;
      assertThat(Iso8601Parser.instant(text, zone)).isEqualTo(expected);
      assertThat(Iso8601Parser.instant(text.replace('T', ' '), zone)).isEqualTo(expected);
    }
    String all = ISO_LOCAL_DATE_TIME.format(at.atZone(ZoneOffset.UTC).withNano(0));
    String fraction = digits == 0 ? "" : "." + "%09d".formatted(nanos).substring(0, digits);
    String full = (all.length() == 16 ? all + ":00" : all) + fraction;
    assertThat(Iso8601Parser.instant(full, ZoneOffset.UTC)).isEqualTo(Instant.parse(full + "Z"));
  }

  @Example
  void textThatIsNoMomentIsRefused() {
    for (String text :
        List.of(
            "",
            "x",
            "2026-13-01",
            "2026-02-30",
            "2026-01-01T24:00:01Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00.1234567891Z",
            "2026-01-0112:00:00Z",
            "+2026-1-1",
            "2026-01-01T1:00:00Z",
            "2026_01_01")) {
      assertThatThrownBy(() -> back("DateTime64(3, 'UTC')", text))
          .hasMessageStartingWith("takes a timestamp such as");
    }
  }

  @Property(tries = 3000)
  void anyTextIsAMomentOrRefused(@ForAll("nearlyMoments") String text) {
    try {
      var _ = Iso8601Parser.instant(text, ZoneOffset.UTC);
    } catch (DateTimeException e) {
      assertThat(e).isNotNull();
    }
  }

  /** Moments with one character changed, added or left out. */
  @Provide
  Arbitrary<String> nearlyMoments() {
    Arbitrary<String> moments =
        Arbitraries.of(
            "2026-01-31T23:59:59.123Z",
            "2026-01-31T23:59:59Z",
            "2026-01-31 23:59:59",
            "2026-01-31T23:59:59+01:00",
            "2026-01-31",
            "2026-01-31T23:59");
    Arbitrary<Character> any =
        Arbitraries.of("0123456789-+:.TZ x".chars().mapToObj(c -> (char) c).toList());
    return Combinators.combine(
            moments,
            Arbitraries.integers().between(0, 30),
            any,
            Arbitraries.integers().between(0, 2))
        .as(ColumnTypeTest::changed);
  }

  private static String changed(String text, int at, char to, int how) {
    var changed = new StringBuilder(text);
    int place = at % text.length();
    switch (how) {
      case 0 -> changed.setCharAt(place, to);
      case 1 -> changed.insert(place, to);
      default -> changed.deleteCharAt(place);
    }
    return changed.toString();
  }

  @Property
  void secondsComeBack(@ForAll @LongRange(min = 0, max = 0xFFFF_FFFFL) long seconds) {
    assertThat(back("DateTime('UTC')", new Date(seconds * 1000 + 999)))
        .isEqualTo(Instant.ofEpochSecond(seconds));
  }

  @Property
  void mapsComeBack(@ForAll Map<Integer, Double> map) {
    Map<String, Double> texts =
        map.entrySet().stream()
            .collect(java.util.stream.Collectors.toMap(e -> "k" + e.getKey(), Map.Entry::getValue));
    assertThat(back("Map(LowCardinality(String), Float64)", texts)).isEqualTo(texts);
  }

  @Example
  void nullIsForNullableOnly() {
    assertThat(back("Nullable(Int32)", null)).isNull();
    assertThat(back("Nullable(Int32)", 5)).isEqualTo(5L);
    for (String type :
        new String[] {"String", "Bool", "Int32", "Float64", "Decimal(9, 2)", "DateTime('UTC')"}) {
      assertThatThrownBy(() -> back(type, null))
          .isInstanceOf(ValueConversionException.class)
          .hasMessageContaining("but was null");
    }
  }

  @Example
  void booleansAreBoolOrOne() {
    assertThat(back("Bool", true)).isEqualTo(true);
    assertThat(back("UInt8", true)).isEqualTo(1L);
    assertThat(back("UInt8", false)).isEqualTo(0L);
  }

  @Example
  void statesAreTheirBytes() {
    var out = new RowBuffer(1);
    ColumnTypes.parse("AggregateFunction(uniq, UInt64)").write(new byte[] {0, 1, 2, 3, 4, 5}, out);
    assertThat(out.toBytes()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Example
  void refusesWhatWouldLoseAnything() {
    assertThatThrownBy(() -> back("Decimal(9, 2)", new BigDecimal("1.005")))
        .hasMessage("takes 2 decimal digits, but was 1.005");
    assertThatThrownBy(() -> back("Decimal(4, 2)", new BigDecimal("100.00")))
        .hasMessage("takes 4 digits with 2 after the point, but was 100.00");
    assertThatThrownBy(() -> back("DateTime('UTC')", new Date(-1)))
        .isInstanceOf(ValueConversionException.class);
    assertThatThrownBy(() -> back("DateTime64(3, 'UTC')", new Date(Long.MAX_VALUE)))
        .isInstanceOf(ValueConversionException.class);
    assertThatThrownBy(() -> back("Int64", "5.5"))
        .hasMessage("takes a whole number, but was '5.5'");
  }

  @Example
  void saysWhichTypeItDoesNotWrite() {
    assertThatThrownBy(() -> ColumnTypes.parse("Variant(String)").write("x", new RowBuffer(1)))
        .hasMessage("is of type Variant(String), which the sink does not write");
  }

  private static @Nullable Object back(String type, @Nullable Object value) {
    var out = new RowBuffer(1);
    ColumnTypes.parse(type).write(value, out);
    var reader = new RowBinaryReader(out.toBytes());
    Object read = reader.read(type);
    assertThat(reader.atEnd()).isTrue();
    return read;
  }
}
