package io.millrace.query.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.rollup.CountState;
import io.millrace.serdes.rollup.MeasureState;
import io.millrace.serdes.rollup.UniqState;
import io.millrace.state.problem.FailureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MergedGroupsTest {
  /** What one source says of one group: the type, and the visitor of each of its events. */
  record Piece(int bucket, int type, List<Byte> visitors) {}

  @Property
  void mergesPiecesAsANaiveModelDoes(
      @ForAll @Size(max = 60) List<@NotEmpty List<Byte>> input,
      @ForAll @IntRange(min = 1, max = 12) int limit) {
    var groups =
        new MergedGroups(Queries.traffic().dimensions("type").grain("1d").limit(limit).query());
    var model = new TreeMap<String, Model>();
    for (List<Byte> bytes : input) {
      Piece piece = piece(bytes);
      groups.add(key(piece), states(piece));
      Model expected = model.computeIfAbsent(piece.bucket + "/" + piece.type, _ -> Model.empty());
      expected.events.addAll(piece.visitors);
      expected.visitors.addAll(piece.visitors);
    }
    assertThat(groups.truncated()).isEqualTo(model.size() > limit);
    assertThat(results(groups))
        .containsExactlyElementsOf(model.entrySet().stream().limit(limit).map(Model::row).toList());
  }

  @Test
  void answersOneRowOfZerosWhereThereIsNothing() {
    assertThat(results(new MergedGroups(Queries.traffic().query()))).containsExactly("0: 0, 0");
    assertThat(results(new MergedGroups(Queries.traffic().dimensions("type").query()))).isEmpty();
  }

  @Test
  void refusesToHoldMoreDistinctValuesThanItMay() {
    var groups = new MergedGroups(Queries.traffic().dimensions("type").query(), 10);
    groups.add(key(new Piece(0, 1, List.of())), states(piece(bytes(10))));
    assertThatThrownBy(() -> groups.add(key(new Piece(0, 2, List.of())), states(piece(bytes(10)))))
        .isInstanceOf(FailureException.class);
  }

  @Property
  void ordersTextsAsClickHouseDoes(@ForAll String left, @ForAll String right) {
    // What Kafka and ClickHouse carry is valid UTF-8.
    String a = new String(left.getBytes(UTF_8), UTF_8);
    String b = new String(right.getBytes(UTF_8), UTF_8);
    int expected = Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
    int order = new GroupKey(0, List.of(a)).compareTo(new GroupKey(0, List.of(b)));
    assertThat(Integer.signum(order)).isEqualTo(Integer.signum(expected));
  }

  @Test
  void ordersBeyondTheBasicPlaneAsClickHouseDoes() {
    assertThat(new GroupKey(0, List.of("\uFFFD")))
        .isLessThan(new GroupKey(0, List.of("\uD83D\uDE00")));
  }

  private record Model(List<Byte> events, Set<Byte> visitors) {
    static Model empty() {
      return new Model(new ArrayList<>(), new HashSet<>());
    }

    static String row(Map.Entry<String, Model> entry) {
      Model model = entry.getValue();
      return "%s: %d, %d".formatted(entry.getKey(), model.events.size(), model.visitors.size());
    }
  }

  private static List<Byte> bytes(int count) {
    var bytes = new Byte[count + 1];
    for (int i = 0; i <= count; i++) {
      bytes[i] = (byte) i;
    }
    return List.of(bytes);
  }

  private static Piece piece(List<Byte> bytes) {
    int first = bytes.getFirst() & 0xFF;
    return new Piece(first % 4, first / 4 % 6, bytes.subList(1, bytes.size()));
  }

  private static GroupKey key(Piece piece) {
    return new GroupKey(piece.bucket, List.of(Integer.toString(piece.type)));
  }

  private static List<MeasureState> states(Piece piece) {
    var visitors = new UniqState();
    piece.visitors.forEach(visitor -> visitors.add(Hash.of(visitor.toString())));
    return List.of(new CountState(piece.visitors.size()), visitors);
  }

  private static List<String> results(MergedGroups groups) {
    return groups.inOrder().entrySet().stream().map(MergedGroupsTest::result).toList();
  }

  private static String result(Map.Entry<GroupKey, List<MeasureState>> group) {
    List<MeasureState> states = group.getValue();
    return "%d%s: %d, %d"
        .formatted(
            group.getKey().bucket(),
            group.getKey().dimensions().isEmpty()
                ? ""
                : "/" + group.getKey().dimensions().getFirst(),
            (long) states.getFirst().result(),
            (long) states.getLast().result());
  }
}
