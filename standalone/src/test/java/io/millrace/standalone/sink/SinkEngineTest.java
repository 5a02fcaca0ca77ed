package io.millrace.standalone.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.TestDatabase;
import io.millrace.engine.WithClickHouse;
import io.millrace.serdes.bytes.Hash;
import io.millrace.serdes.quarantine.QuarantineReason;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.warehouse.WarehouseMigration;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithClickHouse
class SinkEngineTest {
  private static final String ONCE =
      "SELECT count(), uniqExact(_partition, _offset), uniqExact(id) FROM events";

  private final TestDatabase database;
  private final TestSink sink;

  SinkEngineTest(TestDatabase database) {
    this.database = database;
    this.sink = new TestSink(database.url().toString(), database.name());
  }

  @BeforeEach
  void migrate() throws SQLException {
    WarehouseMigration.migrate(database.url().toString(), "default", "", database.name());
    for (String table :
        new String[] {"events", "sessions", "segment_changes", "quarantine", "rollup_traffic"}) {
      sql("TRUNCATE TABLE " + table);
    }
  }

  @AfterEach
  void stop() {
    sink.close();
  }

  @Test
  void everyColumnOfAnEventComesThrough() {
    sink.produce(TestSink.TOPICS.enriched(), 3, Samples.event(7));
    sink.start();
    sink.deliverAll(10);

    assertThat(
            sql(
                "SELECT tenant, id, type, name, visitor, anonymous_id, user_id, occurred_at,"
                    + " received_at, imported, page_url, page_path, page_title, referrer,"
                    + " campaign_name, campaign_source, campaign_medium, campaign_term,"
                    + " campaign_content, device_type, device_os, device_browser,"
                    + " device_user_agent, country, plan, money_amount, money_currency,"
                    + " texts['sku'], texts['line'], numbers, booleans, visitor_hash, _partition,"
                    + " _offset FROM events FORMAT CSV"))
        .isEqualTo(
            "\"tenant-1\",\"message-7\",\"browse\",\"Product"
                + " Viewed\",\"visitor-7\",\"anonymous-7\",\"\",\"2015-05-18"
                + " 00:00:00.007\",\"2015-05-17"
                + " 00:00:00.007\",false,\"https://shop.example/p/7\",\"/p/7\",\"A product\","
                + "\"https://search.example/?q=shoes\",\"spring\",\"news\",\"mail\",\"\",\"top\",\"phone\",\"Android\",\"Firefox\",\"Mozilla/5.0"
                + " (Android 14; Mobile)\",\"PL\",\"gold\",-12.3456,\"PLN\",\"Ä-7\",\"a\n"
                + "b\",\"{'price':1.75}\",\"{'gift':true}\","
                + Long.toUnsignedString(Hash.of("visitor-7"))
                + ",3,0");
    assertThat(sink.context.deadLetters).isEmpty();
  }

  @Test
  void refusedEventsComeThrough() {
    sink.produce(
        TestSink.TOPICS.quarantine(),
        0,
        new Quarantined("shop", QuarantineReason.TOO_LATE, "at most 30d", Samples.MAY_17, "{\n}"));
    sink.start();
    sink.deliverAll(10);

    assertThat(
            sql(
                "SELECT tenant, reason, detail, received_at, payload, _partition, _offset"
                    + " FROM quarantine"))
        .isEqualTo("shop\ttoo-late\tat most 30d\t2015-05-17 00:00:00.000\t{\\n}\t0\t0");
  }

  @Test
  void whoEntersAndLeavesASegmentIsThereOnceAndInOrder() {
    sink.produce(TestSink.TOPICS.segmentChanges(), 1, change(true, 0, Cause.EVENT, "m-1"));
    sink.produce(TestSink.TOPICS.segmentChanges(), 1, change(false, 86_400_000, Cause.TIME, ""));
    sink.start();
    sink.deliverAll(1);
    sink.start();
    sink.deliverAll(2);

    assertThat(
            sql(
                "SELECT tenant, visitor, segment, version, entered, at, cause, event_id,"
                    + " _partition, _offset FROM segment_changes ORDER BY at"))
        .isEqualTo(
            "shop\tv\tregulars\t3\ttrue\t2015-05-17 00:00:00.000\tevent\tm-1\t1\t0\n"
                + "shop\tv\tregulars\t3\tfalse\t2015-05-18 00:00:00.000\ttime\t\t1\t1");
    assertThat(sink.context.deadLetters).isEmpty();
  }

  private static SegmentChange change(boolean entered, long afterMs, Cause cause, String eventId) {
    return new SegmentChange(
        "shop", "v", "regulars", 3, entered, Samples.MAY_17 + afterMs, cause, eventId);
  }

  @Test
  void anInsertIsOnePartOfOneDay() {
    produce(3000);
    sink.start();
    sql("SYSTEM STOP MERGES events");
    try {
      sink.deliverAll(1000);
      assertThat(
              sql(
                  "SELECT count(), uniqExact(partition) FROM system.parts WHERE active AND table ="
                      + " 'events' AND database = currentDatabase()"))
          .isEqualTo("9\t3");
    } finally {
      sql("SYSTEM START MERGES events");
    }
    assertThat(sql(ONCE)).isEqualTo("3000\t3000\t3000");
  }

  @Test
  void lostAnswersLoseAndRepeatNothing() throws Exception {
    try (var proxy = new LossyProxy(database.url());
        var lossy = new TestSink(proxy.url(), database.name())) {
      for (int number = 0; number < 3000; number++) {
        lossy.produce(TestSink.TOPICS.enriched(), number % 2, Samples.event(number));
      }
      lossy.start();
      for (int from = 0; from < 3000; from += 500) {
        proxy.loseAnswers(2);
        lossy.deliver(from, from + 500);
      }
      assertThat(proxy.lost()).isEqualTo(12);
      // Connect may not be told: a wait may be over when it comes again.
      assertThat((long) retries()).isGreaterThanOrEqualTo(12);
    }
    assertThat(sql(ONCE)).isEqualTo("3000\t3000\t3000");
  }

  @Test
  void rewoundOffsetsRepeatNothing() {
    produce(2000);
    sink.start();
    sink.deliverAll(300);
    sink.start();
    sink.deliverAll(700);
    produce(1000);
    sink.start();
    sink.deliverAll(450);

    assertThat(sql(ONCE)).isEqualTo("3000\t3000\t3000");
  }

  @Test
  void aDayThatIsMissingComesBackWithARewindAndOnlyThat() {
    produce(900);
    sink.start();
    sink.deliverAll(300);
    sql("ALTER TABLE events DROP PARTITION 20150518");
    assertThat(sql("SELECT count() FROM events")).isEqualTo("600");

    sink.start();
    sink.deliverAll(300);

    assertThat(sql(ONCE)).isEqualTo("900\t900\t900");
  }

  @Test
  void aNewerRowReplacesAndPartsAddUp() {
    var topic = TestSink.TOPICS.rollup("traffic");
    sink.produce(topic, 0, Samples.row(0, 1, 1, 2));
    sink.produce(topic, 0, Samples.row(0, 2, 1, 2, 3));
    sink.produce(topic, 0, Samples.row(5, 1, 3, 4));
    sink.start();
    sink.deliverAll(1);
    sink.start();
    sink.deliverAll(2);

    assertThat(sql("SELECT count() FROM rollup_traffic FINAL")).isEqualTo("2");
    assertThat(
            sql(
                "SELECT tenant, grain, window, type, country, plan, events, visitors FROM"
                    + " rollup_traffic_view WHERE tenant = 'shop' AND grain = '1h'"))
        .isEqualTo("shop\t1h\t2015-05-17 00:00:00\tbrowse\tPL\tgold\t5\t4");
  }

  @Test
  void aSessionsNewestVersionIsTheTruthAndAMergedOneIsGone() {
    var topic = TestSink.TOPICS.sessions();
    long at = Samples.MAY_17;
    sink.produce(topic, 0, new SessionChange("shop", "v", new Session(at, at, at, 1, 1), false));
    sink.produce(
        topic, 0, new SessionChange("shop", "v", new Session(at, at - 5, at, 2, 2), false));
    sink.produce(topic, 0, new SessionChange("shop", "w", new Session(at, at, at, 1, 1), false));
    sink.produce(topic, 0, new SessionChange("shop", "w", new Session(at, at, at, 1, 2), true));
    sink.start();
    sink.deliverAll(1);
    sink.start();
    sink.deliverAll(3);

    assertThat(sql("SELECT visitor, started, events, version FROM sessions FINAL"))
        .isEqualTo("v\t2015-05-16 23:59:59.995\t2\t2");
  }

  @Test
  void nothingIsInsertedWhileAnInsertOfAnEarlierTaskRuns() throws Exception {
    produce(1);
    HttpURLConnection earlier = beginInsert();
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> running() == 1);

    sink.start();
    CompletableFuture<Void> later = CompletableFuture.runAsync(() -> sink.deliverAll(1));
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> sink.failures() > 5);
    assertThat(later).isNotDone();
    earlier.getOutputStream().close();

    assertThat(earlier.getResponseCode()).isEqualTo(200);
    later.get(2, TimeUnit.MINUTES);
    assertThat(sql(ONCE)).isEqualTo("1\t1\t1");
  }

  @Test
  void anInsertOfAnEarlierTaskThatDoesNotEndIsKilled() throws Exception {
    produce(1);
    HttpURLConnection earlier = beginInsert();
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> running() == 1);

    sink.start();
    sink.deliverAll(1);
    earlier.disconnect();

    assertThat(sql(ONCE)).isEqualTo("1\t1\t1");
  }

  /** An insert of another task that has sent its row, but not its end. */
  private HttpURLConnection beginInsert() throws IOException {
    URI uri =
        database
            .http()
            .with("log_comment", "millrace-sink/sink/earlier")
            .with("query_id", "millrace-sink/sink/earlier")
            .with("query", "INSERT INTO events (id, _partition, _offset, occurred_at) FORMAT CSV")
            .request()
            .build()
            .uri();
    var insert = (HttpURLConnection) uri.toURL().openConnection();
    insert.setDoOutput(true);
    insert.setChunkedStreamingMode(64);
    insert.getOutputStream().write("message-0,0,0,2015-05-17 00:00:00\n".getBytes(UTF_8));
    insert.getOutputStream().flush();
    return insert;
  }

  private int running() {
    return Integer.parseInt(
        sql(
            "SELECT count() FROM system.processes WHERE startsWith(Settings['log_comment'],"
                + " 'millrace-sink/sink/')"));
  }

  private static Object retries() throws JMException {
    var bean =
        new ObjectName(
            "io.millrace.connect:type=clickhouse-sink,connector=\"sink\",task=0,table=\"events\"");
    return ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "Retries");
  }

  private void produce(int count) {
    int from = sink.produced();
    for (int number = from; number < from + count; number++) {
      sink.produce(TestSink.TOPICS.enriched(), number % 2, Samples.event(number));
    }
  }

  private String sql(String sql) {
    return database.http().run(sql);
  }
}
