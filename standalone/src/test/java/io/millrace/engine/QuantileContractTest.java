package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.rollup.QuantileState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** ClickHouse's {@code quantileDD} and {@link QuantileState} are the same, in bytes and answers. */
@WithClickHouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuantileContractTest {
  private static final int SETS = 400;
  private static final List<Double> LEVELS = List.of(0.0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0);
  private static final String TYPE =
      "AggregateFunction(quantilesDD(0.01, 0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1), Float64)";
  private static final String STATE =
      "quantilesDDState(0.01, 0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1)";
  private static final String MERGE_STATE =
      "quantilesDDMergeState(0.01, 0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1)";

  /** As many bits as two libraries' exponentials may differ in. */
  private static final double LAST_BIT = 3e-16;

  private final ClickHouseHttpClient http;
  private final List<List<Double>> sets = new ArrayList<>();

  QuantileContractTest(TestDatabase database) {
    http = database.http();
  }

  @BeforeAll
  void fill() {
    var random = new Random(5);
    for (int number = 0; number < SETS; number++) {
      sets.add(values(kind(number, random), random));
    }
    sets.add(limits());
    http.run("CREATE TABLE numbered (set UInt32, value Float64) ENGINE = MergeTree ORDER BY set");
    int size = sets.stream().mapToInt(List::size).sum();
    ByteBuffer rows = ByteBuffer.allocate(12 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int set = 0; set < sets.size(); set++) {
      for (double value : sets.get(set)) {
        rows.putInt(set).putDouble(value);
      }
    }
    insert("numbered", rows.array());
    http.run(
        "CREATE TABLE states (set UInt32, state "
            + TYPE
            + ") ENGINE = MergeTree ORDER BY set AS SELECT set, "
            + STATE
            + "(value) AS state FROM numbered GROUP BY set");
  }

  /** Amounts, whole numbers, both signs, one value only, any double at all, and mixtures. */
  private static DoubleSupplier kind(int number, Random random) {
    double one = random.nextGaussian() * 100;
    return switch (number % 8) {
      case 0 -> () -> Math.exp(random.nextGaussian());
      case 1 -> () -> random.nextInt(1_000);
      case 2 -> () -> random.nextGaussian() * 50;
      case 3 -> () -> one;
      case 4 -> () -> any(random);
      case 5 -> () -> random.nextInt(3) - 1;
      case 6 -> () -> random.nextDouble(); // below one: the bins that are shifted
      default -> () -> random.nextBoolean() ? any(random) : random.nextInt(-100, 100);
    };
  }

  private static double any(Random random) {
    double value;
    do {
      value = Double.longBitsToDouble(random.nextLong());
    } while (!QuantileState.accepts(value));
    return value;
  }

  private static List<Double> values(DoubleSupplier kind, Random random) {
    var values = new ArrayList<Double>();
    int size = 1 + (int) Math.exp(random.nextDouble() * Math.log(3_000));
    for (int i = 0; i < size; i++) {
      values.add(kind.getAsDouble());
    }
    return values;
  }

  /** Numbers around the limits of bins, where the two logarithms could part. */
  private static List<Double> limits() {
    double gamma = (1 + QuantileState.RELATIVE_ERROR) / (1 - QuantileState.RELATIVE_ERROR);
    var values = new ArrayList<Double>();
    for (int key = -35_416; key < 30_117; key += 7) {
      double limit = Math.exp(key * Math.log(gamma));
      values.addAll(List.of(Math.nextDown(limit), limit, Math.nextUp(limit), -limit));
    }
    values.addAll(List.of(QuantileState.LARGEST, -QuantileState.LARGEST, Double.MIN_VALUE, -0.0));
    return values;
  }

  @Test
  void hasTheBytesOfClickHouse() {
    List<byte[]> theirs = states("SELECT hex(state) FROM states ORDER BY set");
    for (int set = 0; set < sets.size(); set++) {
      assertThat(hex(of(sets.get(set)).toBytes())).as(name(set)).isEqualTo(hex(theirs.get(set)));
    }
  }

  @Test
  void answersWhatClickHouseAnswers() {
    List<String> answers = lines("SELECT finalizeAggregation(state) FROM states ORDER BY set");
    for (int set = 0; set < sets.size(); set++) {
      assertSameAnswers(name(set), of(sets.get(set)), answers.get(set));
    }
    assertThat(http.run("SELECT quantileDD(0.01, 0.5)(value) FROM numbered WHERE set > 1000000"))
        .isEqualTo("nan");
    assertThat(new QuantileState().quantile(0.5)).isNaN();
  }

  /** A set of Java's merges with the next one of ClickHouse's, on either side. */
  @Test
  void mergesOnEitherSide() {
    http.run("CREATE TABLE mixed (set UInt32, state " + TYPE + ") ENGINE = MergeTree ORDER BY set");
    http.run("INSERT INTO mixed SELECT set - 1, state FROM states WHERE set > 0");
    insert("mixed", rowsOfJava());
    List<byte[]> merged =
        states("SELECT hex(" + MERGE_STATE + "(state)) FROM mixed GROUP BY set ORDER BY set");
    List<byte[]> theirs = states("SELECT hex(state) FROM states ORDER BY set");
    for (int set = 0; set < sets.size() - 1; set++) {
      QuantileState ours = of(sets.get(set));
      ours.merge(QuantileState.read(new ByteReader(theirs.get(set + 1))));
      assertThat(hex(ours.toBytes())).as(name(set)).isEqualTo(hex(merged.get(set)));
    }
  }

  @Test
  void mergesEverythingIntoTheSameState() {
    var everything = new QuantileState();
    for (byte[] state : states("SELECT hex(state) FROM states ORDER BY set DESC")) {
      everything.merge(QuantileState.read(new ByteReader(state)));
    }
    assertThat(hex(everything.toBytes()))
        .isEqualToIgnoringCase(http.run("SELECT hex(" + MERGE_STATE + "(state)) FROM states"));
    assertThat(everything.count()).isEqualTo(sets.stream().mapToLong(List::size).sum());
    assertSameAnswers(
        "all",
        everything,
        http.run("SELECT finalizeAggregation(" + MERGE_STATE + "(state)) FROM states"));
  }

  /** If this fails, ClickHouse has grown, and so may {@link QuantileState#LARGEST}. */
  @Test
  void refusesNoMoreThanClickHouseMust() {
    String spread = "SELECT quantileDD(0.01, 0.5)(arrayJoin([2.2700248455477512e-308, %s]))";
    assertThat(http.post(spread.formatted("4.1e261")).statusCode()).isEqualTo(200);
    assertThat(http.post(spread.formatted("4.2e261")).body()).contains("key range too large");
  }

  private static void assertSameAnswers(String name, QuantileState ours, String theirs) {
    String[] answers = theirs.substring(1, theirs.length() - 1).split(",", -1);
    for (int i = 0; i < answers.length; i++) {
      double answer = Double.parseDouble(answers[i]);
      assertThat(ours.quantile(LEVELS.get(i)))
          .as("%s at %s", name, LEVELS.get(i))
          .isCloseTo(answer, within(Math.abs(answer) * LAST_BIT));
    }
  }

  /** Rows of the sets but the last. An aggregate state stands in RowBinary without its length. */
  private byte[] rowsOfJava() {
    var states = new ArrayList<byte[]>();
    sets.subList(0, sets.size() - 1).forEach(values -> states.add(of(values).toBytes()));
    int size = states.stream().mapToInt(state -> 4 + state.length).sum();
    ByteBuffer rows = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int set = 0; set < states.size(); set++) {
      rows.putInt(set).put(states.get(set));
    }
    return rows.array();
  }

  /** The states that a query gives, in its order. */
  private List<byte[]> states(String sql) {
    return lines(sql).stream().map(HexFormat.of()::parseHex).toList();
  }

  private List<String> lines(String sql) {
    return http.run(sql).lines().toList();
  }

  private void insert(String table, byte[] rows) {
    var answer = http.insert("INSERT INTO " + table + " FORMAT RowBinary", rows);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String name(int set) {
    return "set " + set;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static QuantileState of(List<Double> values) {
    var state = new QuantileState();
    values.forEach(state::add);
    return state;
  }
}
