package io.millrace.connect.clickhouse;

import static io.millrace.connect.clickhouse.FakeClickHouse.DAY_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.clickhouse.FakeClickHouse.Fate;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;

class ClickHouseSinkTaskTest {
  private static final List<Fate> FATES = List.of(Fate.values());

  private final FakeClickHouse clickHouse = new FakeClickHouse();
  private final FakeContext context = new FakeContext(true);
  private final FakeWorker worker = new FakeWorker(clickHouse, context);

  @Property(tries = 400)
  void everyRecordIsThereOnceWhateverGoesWrong(@ForAll long seed) {
    var random = new Random(seed);
    var server = new FakeClickHouse();
    var any = new FakeWorker(server, new FakeContext(true), random.nextBoolean() ? 0 : 300);
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(12)) {
        case 0 -> any.restart();
        case 1 -> any.commit();
        case 2 -> server.fates.add(FATES.get(random.nextInt(FATES.size())));
        case 3 -> server.fates.add(Fate.FINE);
        case 4 -> {
          if (random.nextInt(10) == 0) {
            any.rewind();
          }
        }
        case 5, 6 -> produce(any, random);
        case 7 -> any.rebalance(random.nextInt(2));
        default -> any.deliver(1 + random.nextInt(8));
      }
    }
    server.fates.clear();
    any.drain();
    assertExactlyOnce(any);
  }

  @Example
  void anInsertWhoseAnswerWasLostIsNotRepeated() {
    produceDays(0, 0, 1, 2);
    clickHouse.fates.addAll(List.of(Fate.FINE, Fate.ANSWER_LOST));

    worker.deliver(10);
    drain();

    assertExactlyOnce();
    assertThat(clickHouse.tokens).hasSize(3);
  }

  @Example
  void theSameBatchGetsTheSameToken() {
    produceDays(0, 0, 0, 0);
    clickHouse.requestsUntilDone = Integer.MAX_VALUE;
    clickHouse.fates.addAll(List.of(Fate.STUCK));
    worker.deliver(10);
    while (clickHouse.inserts() == 0) {
      Thread.onSpinWait();
    }
    clickHouse.kill(List.of("insert-0"));
    worker.drain();

    assertThat(clickHouse.tokens).hasSize(2);
    assertThat(clickHouse.tokens.getFirst())
        .isEqualTo(clickHouse.tokens.getLast())
        .startsWith("numbers|1970-01-01|numbers:0:0-");
  }

  @Example
  void nothingIsInsertedWhileAnEarlierInsertRuns() {
    produceDays(0, 0);
    clickHouse.fates.add(Fate.STUCK);
    worker.deliver(10);
    worker.restart();

    worker.deliver(10);
    assertThat(clickHouse.tokens).hasSize(1);

    drain();
    assertExactlyOnce();
    assertThat(clickHouse.tokens).hasSize(1);
  }

  @Example
  void anEarlierInsertIsKilledAfterTheDeadline() {
    clickHouse.requestsUntilDone = Integer.MAX_VALUE;
    produceDays(0, 0);
    clickHouse.fates.add(Fate.STUCK);
    worker.deliver(10);
    worker.restart();
    worker.deliver(10);
    worker.passTime(java.time.Duration.ofSeconds(6));
    worker.deliver(10);

    assertThat(clickHouse.killed).containsExactly("insert-0");
    drain();
    assertExactlyOnce();
  }

  @Example
  void waitsLongerAfterEachFailure() {
    produceDays(0, 0);
    clickHouse.fates.addAll(List.of(Fate.REFUSED, Fate.REFUSED, Fate.REFUSED));

    worker.deliver(10);
    assertThat(context.timeoutMs).isEqualTo(200);
    worker.deliver(10);
    assertThat(context.timeoutMs).isEqualTo(400);
    worker.deliver(10);
    assertThat(context.timeoutMs).isEqualTo(800);
    drain();
    assertExactlyOnce();
  }

  @Example
  void hasOffsetsCommittedSoonAfterTheLastRecord() {
    produceDays(0, 0);
    while (context.commits == 0) {
      worker.deliver(10);
    }
    assertThat(context.timeoutMs).isEqualTo(-1);

    produceDays(0, 0);
    while (context.commits == 1) {
      worker.deliver(10);
      assertThat(context.timeoutMs).isBetween(-1L, 1000L);
    }
    assertThat(context.timeoutMs).isEqualTo(-1);
  }

  @Example
  void rowsWaitForOthersButNotForLong() {
    var lingering = new FakeWorker(clickHouse, context, 300);
    lingering.produce(0, 2, 0);
    lingering.deliver(10);
    assertThat(context.timeoutMs).isEqualTo(300);
    assertThat(clickHouse.tokens).isEmpty();

    lingering.produce(0, 2, 0);
    lingering.passTime(java.time.Duration.ofMillis(-300 + 100));
    lingering.deliver(10);
    assertThat(context.timeoutMs).isEqualTo(200);
    lingering.drain();
    assertThat(clickHouse.tokens).hasSize(1);
    assertThat(clickHouse.rows).hasSize(2);
  }

  @Property(tries = 200)
  void rowsThatClickHouseRefusesBecomeDeadLettersOnceAndTheOthersGoIn(@ForAll long seed) {
    var random = new Random(seed);
    for (int step = 0; step < 40; step++) {
      switch (random.nextInt(9)) {
        case 8 -> worker.produceUnfit(random.nextInt(2));
        case 0 -> worker.produce(random.nextInt(2), FakeClickHouse.POISON, 0);
        case 1, 2 -> produce(worker, random);
        case 3 -> clickHouse.fates.add(FATES.get(random.nextInt(FATES.size())));
        default -> worker.deliver(1 + random.nextInt(8));
      }
    }
    drain();
    List<Long> poison =
        worker.log.stream()
            .flatMap(Collection::stream)
            .filter(ClickHouseSinkTaskTest::isPoison)
            .map(org.apache.kafka.connect.sink.SinkRecord::kafkaOffset)
            .sorted()
            .toList();
    assertThat(
            context.deadLetters.stream()
                .map(letter -> Long.parseLong(letter.substring(0, letter.indexOf(':'))))
                .sorted())
        .containsExactlyElementsOf(poison);
    assertExactlyOnce();
  }

  @Example
  void badRecordsGoToTheDeadLettersAndTheRestGoesOn() {
    produceDays(0, 0);
    addBad();
    produceDays(0, 0);
    clickHouse.fates.add(Fate.ANSWER_LOST);

    drain();

    assertThat(clickHouse.rows).hasSize(2);
    assertThat(context.deadLetters)
        .containsExactly("5: table numbers, column number takes a whole number, but was 'five'");
  }

  @Example
  void aFieldWithoutAColumnIsAFaultOfItsRecord() {
    Schema wider =
        SchemaBuilder.struct()
            .field("number", Schema.INT64_SCHEMA)
            .field("page", SchemaBuilder.struct().field("userAgent", Schema.STRING_SCHEMA).build())
            .build();
    Struct page = new Struct(wider.field("page").schema()).put("userAgent", "x");
    worker
        .log
        .getFirst()
        .add(FakeWorker.record(0, 0, wider, new Struct(wider).put("number", 1L).put("page", page)));

    worker.deliver(10);

    assertThat(context.deadLetters)
        .containsExactly(
            "0: table numbers, column page_user_agent is not in the table, but field"
                + " page.userAgent is");
  }

  @Example
  void aBadRecordFailsTheTaskWhereNobodyTakesItAndNothingIsInserted() {
    var strict = new FakeWorker(clickHouse, new FakeContext(false));
    strict.produce(0, 2, 0);
    strict.log.getFirst().add(bad());

    assertThatThrownBy(() -> strict.deliver(10))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("table numbers, column number takes a whole number")
        .hasMessageContaining("partition 0, offset 5")
        .hasMessageContaining("errors.tolerance=all");
    assertThat(clickHouse.rows).isEmpty();
  }

  @Example
  void tombstonesArePassedOver() {
    worker.log.getFirst().add(FakeWorker.record(0, 0, FakeWorker.SCHEMA, null));
    produceDays(0, 0);

    drain();

    assertThat(clickHouse.rows).hasSize(1);
    assertThat(context.deadLetters).isEmpty();
  }

  private void addBad() {
    worker.log.getFirst().add(bad());
  }

  private static org.apache.kafka.connect.sink.SinkRecord bad() {
    Schema wrong = SchemaBuilder.struct().field("number", Schema.STRING_SCHEMA).build();
    return FakeWorker.record(0, 5, wrong, new Struct(wrong).put("number", "five"));
  }

  private static void produce(FakeWorker to, Random random) {
    for (int i = 0; i < 5; i++) {
      to.produce(random.nextInt(2), random.nextInt(1000), random.nextInt(3) * DAY_MS);
    }
  }

  private void produceDays(int partition, int... days) {
    for (int day : days) {
      worker.produce(partition, 2, day * DAY_MS);
    }
  }

  private void drain() {
    clickHouse.fates.removeIf(fate -> fate == Fate.STUCK);
    worker.drain();
  }

  private void assertExactlyOnce() {
    assertExactlyOnce(worker);
  }

  private void assertExactlyOnce(FakeWorker of) {
    List<String> produced =
        of.log.stream()
            .flatMap(Collection::stream)
            .filter(record -> !isPoison(record))
            .map(record -> record.kafkaPartition() + "-" + record.kafkaOffset())
            .sorted()
            .toList();
    assertThat(
            of.clickHouse.rows.stream().map(row -> row.partition() + "-" + row.offset()).sorted())
        .containsExactlyElementsOf(produced);
  }

  private static boolean isPoison(org.apache.kafka.connect.sink.SinkRecord record) {
    return !(record.value() instanceof Struct row)
        || row.getInt64("number") == FakeClickHouse.POISON;
  }
}
