package io.millrace.standalone.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.TestDatabase;
import io.millrace.engine.WithClickHouse;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each ClickHouse type against each form in which Connect may have a value of it. */
// Connect's own type for a Timestamp is java.util.Date.
@SuppressWarnings("JavaUtilDate")
@WithClickHouse
class SinkTypesTest {
  private static final byte[] BYTES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  private static final String NULL = "\\N";
  private static final Date MOMENT = Date.from(Instant.parse("2026-01-31T23:59:59.123Z"));
  private static final String WIDE_MOST =
      "57896044618658097711785492504343953926634992332820282019728792003956564819967";
  private static final String WIDE_MOST_UNSIGNED =
      "115792089237316195423570985008687907853269984665640564039457584007913129639935";

  /** One of everything that Connect knows: what a type does not take of these, it must refuse. */
  private static final List<@Nullable Object> ANYTHING =
      Arrays.asList(
          null,
          true,
          1L,
          -1L,
          1.5,
          "text",
          "",
          new byte[] {1},
          MOMENT,
          List.of(1L),
          Map.of("a", 1L),
          new BigDecimal("1e50"));

  private final TestDatabase database;

  SinkTypesTest(TestDatabase database) {
    this.database = database;
  }

  /**
   * What a type takes and what it does not.
   *
   * @param taken values, each with what ClickHouse then shows
   * @param refused how many of {@link #ANYTHING} it refuses
   * @param wrong values that it refuses beyond those, each with a part of the reason
   */
  record Claims(String type, Map<Object, String> taken, int refused, Map<Object, String> wrong) {
    @Override
    public String toString() {
      return type;
    }
  }

  static Stream<Claims> types() {
    return Stream.of(
        whole("Int8", "-128", "127"),
        whole("Int16", "-32768", "32767"),
        whole("Int32", "-2147483648", "2147483647"),
        whole("Int64", "-9223372036854775808", "9223372036854775807"),
        whole("Int128", "-170141183460469231731687303715884105728", "" + power(127)),
        whole("Int256", "-" + new BigDecimal(WIDE_MOST).add(BigDecimal.ONE), WIDE_MOST),
        whole("UInt8", "0", "255"),
        whole("UInt16", "0", "65535"),
        whole("UInt32", "0", "4294967295"),
        whole("UInt64", "0", "18446744073709551615"),
        whole("UInt128", "0", "" + power(128)),
        whole("UInt256", "0", WIDE_MOST_UNSIGNED),
        type("Float64")
            .takes(1.5, "1.5")
            .takes(3L, "3")
            .takes("-2.5e3", "-2500")
            .takes(Double.NaN, "nan")
            .takes("Infinity", "inf")
            .takes(Double.NEGATIVE_INFINITY, "-inf")
            .takes(Double.MAX_VALUE, "1.7976931348623157e308")
            .takes(new BigDecimal("0.1"), "0.1")
            .refuses("1e999", "takes -1.797")
            .refuses("0x10", "takes a number, but was '0x10'")
            .claims(8),
        type("Float32")
            .takes(1.5f, "1.5")
            .takes(0.1, "0.1")
            .takes(16777217L, "16777216")
            .refuses(1e39, "takes -3.4028234663852886E38")
            .claims(9),
        type("Decimal(9, 2)")
            .takes(new BigDecimal("9999999.99"), "9999999.99")
            .takes(new BigDecimal("-0.1"), "-0.1")
            .takes(7L, "7")
            .takes(0.1, "0.1")
            .takes("12.30", "12.3")
            .refuses(new BigDecimal("0.005"), "takes 2 decimal digits, but was 0.005")
            .refuses(new BigDecimal("10000000"), "takes 9 digits with 2 after the point")
            .refuses(new BigDecimal("1e1000000"), "takes 9 digits")
            .claims(9),
        type("Decimal(76, 10)")
            .takes(
                "123456789012345678901234567890.0123456789",
                "123456789012345678901234567890.0123456789")
            .claims(8),
        type("Bool").takes(true, "true").takes(false, "false").claims(11),
        type("String")
            .takes("Zażółć", "Zażółć")
            .takes("", "")
            .takes("a\tb".getBytes(UTF_8), "a\\tb")
            .takes(ByteBuffer.wrap(new byte[] {65}), "A")
            .claims(9),
        type("FixedString(3)")
            .takes("abc", "abc")
            .takes("a", "a\\0\\0")
            .refuses("abcd", "takes 3 bytes, but was 4")
            .claims(10),
        type("LowCardinality(String)").takes("x", "x").claims(9),
        type("Nullable(Int32)").nothing(NULL).takes(5, "5").claims(8),
        type("LowCardinality(Nullable(String))").nothing(NULL).takes("x", "x").claims(8),
        type("Date")
            .takes(MOMENT, "2026-01-31")
            .takes("2149-06-06", "2149-06-06")
            .takes(1L, "1970-01-02")
            .refuses("1969-12-31", "takes 1970-01-01 to 2149-06-06, but was '1969-12-31'")
            .refuses("31.01.2026", "takes a date such as")
            .claims(10),
        type("Date32")
            .takes("1900-01-01", "1900-01-01")
            .takes("2299-12-31", "2299-12-31")
            .takes(-1, "1969-12-31")
            .refuses("2300-01-01", "takes 1900-01-01 to 2299-12-31")
            .claims(9),
        type("DateTime('UTC')")
            .takes(MOMENT, "2026-01-31 23:59:59")
            .takes("2106-02-07T06:28:15Z", "2106-02-07 06:28:15")
            .takes(0L, "1970-01-01 00:00:00")
            .refuses("2106-02-07T06:28:16Z", "takes 1970-01-01 to 2106-02-07")
            .claims(10),
        type("DateTime('Europe/Warsaw')")
            .takes("2026-07-01 12:00:00", "2026-07-01 12:00:00")
            .takes("2026-07-01T12:00:00Z", "2026-07-01 14:00:00")
            .claims(10),
        type("DateTime64(3, 'UTC')")
            .takes(MOMENT, "2026-01-31 23:59:59.123")
            .takes(1000L, "1970-01-01 00:00:01.000")
            .takes("1900-01-01T00:00:00Z", "1900-01-01 00:00:00.000")
            .takes("2026-01-31T23:59:59.123999+01:00", "2026-01-31 22:59:59.123")
            .refuses("2300-01-01T00:00:00Z", "takes 1900-01-01 to 2299-12-31")
            .claims(9),
        type("DateTime64(9, 'UTC')")
            .takes("2026-01-31T00:00:00.123456789Z", "2026-01-31 00:00:00.123456789")
            .refuses("2262-05-01T00:00:00Z", "takes 1900-01-01 to 2262-04-11")
            .claims(9),
        type("UUID")
            .takes("61f0c404-5cb3-11e7-907b-a6006ad3dba0", "61f0c404-5cb3-11e7-907b-a6006ad3dba0")
            .takes(BYTES, "00010203-0405-0607-0809-0a0b0c0d0e0f")
            .refuses("61f0c404", "takes a UUID, but was '61f0c404'")
            .claims(12),
        type("IPv4")
            .takes("192.168.1.255", "192.168.1.255")
            .takes(1L, "0.0.0.1")
            .refuses("256.0.0.1", "takes an IPv4 address")
            .takes("255.255.255.255", "255.255.255.255")
            .takes("0.0.0.0", "0.0.0.0")
            .refuses("10.1", "takes an IPv4 address")
            .refuses("10.0.0.", "takes an IPv4 address")
            .refuses(".10.0.0", "takes an IPv4 address")
            .refuses("1..2.3", "takes an IPv4 address")
            .refuses("1.2.3.4.5", "takes an IPv4 address")
            .refuses("9999999999.1.1.1", "takes an IPv4 address")
            .refuses("1.2.3.4 ", "takes an IPv4 address")
            .refuses("localhost", "takes an IPv4 address")
            .claims(11),
        type("IPv6")
            .takes("2001:db8::1", "2001:db8::1")
            .takes("10.0.0.1", "::ffff:10.0.0.1")
            .takes(BYTES, "1:203:405:607:809:a0b:c0d:e0f")
            .refuses("fe80::1%eth0", "takes an IPv6 address")
            .claims(12),
        type("Enum8('a' = 1, 'it\\'s' = -2)")
            .takes("a", "a")
            .takes("it's", "it\\'s")
            .takes(-2L, "it\\'s")
            .refuses("b", "takes one of [a, it's], but was 'b'")
            .claims(11),
        type("Enum16('big' = 1000)").takes("big", "big").takes(1000, "big").claims(12),
        type("Array(Int32)")
            .takes(List.of(1L, 2L), "[1,2]")
            .takes(List.of(), "[]")
            .refuses(List.of(1L, "x"), "has an element that takes a whole number, but was 'x'")
            .claims(11),
        type("Array(Array(Nullable(String)))")
            .takes(List.of(Arrays.asList("a", null), List.of()), "[['a',NULL],[]]")
            .claims(12),
        type("Map(String, Int64)")
            .takes(new LinkedHashMap<>(Map.of("a", 1L)), "{'a':1}")
            .refuses(Map.of("a", "x"), "has a value that takes a whole number, but was 'x'")
            .claims(11),
        type("Tuple(a Int32, b Nullable(String))")
            .takes(Map.of("a", 1L, "b", "x"), "(1,'x')")
            .takes(Map.of("a", 1), "(1,NULL)")
            .takes(List.of(1L, "y"), "(1,'y')")
            .refuses(Map.of("a", 1L, "c", 2L), "takes the elements [a, b], but has c")
            .refuses(Map.of("b", "x"), "has an element a that takes a whole number, but was null")
            .claims(11),
        type("Tuple(Float64, Float64)").takes(List.of(1.5, 2.5), "(1.5,2.5)").claims(12),
        type("Point").takes(List.of(1.5, 2.5), "(1.5,2.5)").claims(12),
        type("JSON")
            .takes(Map.of("a", Map.of("b", List.of(1L, 2L))), "{\"a\":{\"b\":[1,2]}}")
            .takes("{\"x\": \"y\"}", "{\"x\":\"y\"}")
            .refuses("{\"x\": ", "takes a JSON object, but was broken")
            .refuses("[1]", "takes a JSON object, but was '[1]'")
            .claims(11),
        type("SimpleAggregateFunction(sum, Int64)").takes(5L, "5").claims(9),
        type("AggregateFunction(uniq, UInt64)")
            .takes(new byte[] {0, 1, 5, 0, 0, 0}, "\\0\u0001\u0005\\0\\0\\0")
            .claims(12));
  }

  @ParameterizedTest
  @MethodSource("types")
  void takesWhatItCanHoldAndRefusesTheRestWithAReason(Claims claims) {
    create(claims.type);
    var records = new ArrayList<SinkRecord>();
    claims.taken.keySet().forEach(value -> records.add(map(records.size(), unwrapped(value))));
    claims.wrong.keySet().forEach(value -> records.add(map(records.size(), value)));

    List<String> reasons = run(records);

    assertThat(shown()).containsExactlyElementsOf(claims.taken.values());
    assertThat(reasons).hasSameSizeAs(claims.wrong.keySet());
    List<String> expected = List.copyOf(claims.wrong.values());
    for (int i = 0; i < reasons.size(); i++) {
      assertThat(reasons.get(i)).startsWith("table values, column v ").contains(expected.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void aRecordWithASchemaIsTakenAsOneWithout(Claims claims) {
    create(claims.type);
    var records = new ArrayList<SinkRecord>();
    var expected = new ArrayList<String>();
    claims.taken.forEach(
        (value, shown) -> {
          Schema schema = schema(unwrapped(value));
          if (schema != null) {
            records.add(struct(records.size(), schema, unwrapped(value)));
            expected.add(shown);
          }
        });

    assertThat(run(records)).isEmpty();
    assertThat(shown()).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("types")
  void ofAnythingItTakesOnlySome(Claims claims) {
    create(claims.type);
    var records = new ArrayList<SinkRecord>();
    ANYTHING.forEach(value -> records.add(map(records.size(), value)));

    List<String> reasons = run(records);

    assertThat(reasons)
        .hasSize(claims.refused)
        .allSatisfy(reason -> assertThat(reason).startsWith("table values").contains("v"));
    assertThat(shown()).hasSize(ANYTHING.size() - claims.refused);
  }

  private void create(String type) {
    sql("DROP TABLE IF EXISTS values");
    sql(
        "CREATE TABLE values (v %s, _partition Int32, _offset Int64) ENGINE = MergeTree ORDER BY"
                .formatted(type)
            + " _offset SETTINGS allow_suspicious_low_cardinality_types = 1");
  }

  private List<String> run(List<SinkRecord> records) {
    var config = new HashMap<String, String>();
    config.put("clickhouse.url", database.url().toString());
    config.put("clickhouse.database", database.name());
    config.put("linger.ms", "0");
    try (var run = new SinkRun(config)) {
      run.start();
      run.deliver(records);
      return run.context.deadLetters;
    }
  }

  private List<String> shown() {
    String all = sql("SELECT v FROM values ORDER BY _offset FORMAT TSV");
    int rows = Integer.parseInt(sql("SELECT count() FROM values"));
    return rows == 0 ? List.of() : List.of(all.split("\n", -1)).subList(0, rows);
  }

  private static SinkRecord map(int offset, @Nullable Object value) {
    return record(offset, null, Collections.singletonMap("v", value));
  }

  private static SinkRecord struct(int offset, Schema schema, @Nullable Object value) {
    Schema record = SchemaBuilder.struct().field("v", schema).build();
    return record(offset, record, new Struct(record).put("v", value));
  }

  private static SinkRecord record(int offset, @Nullable Schema schema, Object value) {
    return new SinkRecord(
        "values", 0, null, null, schema, value, offset, 0L, TimestampType.CREATE_TIME);
  }

  private static @Nullable Schema schema(@Nullable Object value) {
    if (value instanceof Date) {
      return Timestamp.SCHEMA;
    }
    if (value == null || value instanceof List || value instanceof Map) {
      return null;
    }
    Schema.Type type = ConnectSchema.schemaType(value.getClass());
    return type == null ? null : SchemaBuilder.type(type).optional().build();
  }

  private static @Nullable Object unwrapped(Object value) {
    return value.equals(NULL) ? null : value;
  }

  private String sql(String sql) {
    return database.http().run(sql);
  }

  /** A whole number type takes its bounds in every form, and nothing beyond them. */
  private static Claims whole(String type, String least, String most) {
    var beyond = new BigDecimal(most).add(BigDecimal.ONE);
    var below = new BigDecimal(least).subtract(BigDecimal.ONE);
    boolean signed = least.startsWith("-");
    Building building =
        type(type)
            .takes(least, least)
            .takes(new BigDecimal(most), most)
            .takes((byte) 1, "1")
            .takes((short) 2, "2")
            .takes(3, "3")
            .takes(4L, "4")
            .takes(5.0, "5")
            .refuses(beyond, "takes %s to %s, but was".formatted(least, most))
            .refuses(below.toPlainString(), "takes %s to %s, but was".formatted(least, most))
            .refuses("1.5", "takes a whole number, but was '1.5'");
    boolean narrow = type.matches("U?Int(8|16|32|64)");
    boolean holdsAll = new BigDecimal(most).compareTo(new BigDecimal("1e50")) > 0;
    return building.claims(12 - (signed ? 2 : 1) - (narrow ? 1 : 0) - (holdsAll ? 1 : 0));
  }

  private static BigDecimal power(int bits) {
    return BigDecimal.TWO.pow(bits).subtract(BigDecimal.ONE);
  }

  private static Building type(String type) {
    return new Building(type);
  }

  /** Claims in the making. */
  private static final class Building {
    private final String type;
    private final Map<Object, String> taken = new LinkedHashMap<>();
    private final Map<Object, String> wrong = new LinkedHashMap<>();

    Building(String type) {
      this.type = type;
    }

    Building takes(Object value, String shown) {
      taken.put(value, shown);
      return this;
    }

    Building nothing(String shown) {
      taken.put(NULL, shown);
      return this;
    }

    Building refuses(Object value, String reason) {
      wrong.put(value, reason);
      return this;
    }

    Claims claims(int refused) {
      return new Claims(type, taken, refused, wrong);
    }
  }
}
