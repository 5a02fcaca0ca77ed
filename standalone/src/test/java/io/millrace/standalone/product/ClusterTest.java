package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.FreshnessStatus;
import io.millrace.standalone.product.ClusterInstances.Read;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three instances under load: each is killed with {@code kill -9} and comes back, then a fourth
 * joins and one leaves. No answer contradicts what was acknowledged, and in the end every instance
 * has all of it, once.
 *
 * <p>{@code -Dmillrace.cluster=true} runs it short, {@code -Pchaos} at the rates and times of the
 * long form. {@code -Dmillrace.cluster.events}, {@code .reads} (both a second), {@code .seconds}
 * (of a phase), {@code .warmup} (in which the load grows, in seconds) and {@code .seed} choose
 * others. What instances take to start weighs much on a machine that is busy with the others;
 * {@code -Dmillrace.test.launcher=bin/millrace}, built before, starts them as an operator does.
 */
@EnabledIfSystemProperty(named = "millrace.cluster", matches = "true")
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int EVENTS = Integer.getInteger("millrace.cluster.events", 500);
  private static final int READS = Integer.getInteger("millrace.cluster.reads", 300);
  private static final int SECONDS = Integer.getInteger("millrace.cluster.seconds", 4);
  private static final int WARM_UP = Integer.getInteger("millrace.cluster.warmup", 2 * SECONDS);
  private static final int SENDERS = 4;
  private static final int VISITORS = 2_000;
  private static final int KEYS = 200;

  @TempDir private Path directory = Path.of("");

  private final long seed =
      Long.getLong("millrace.cluster.seed", new SplittableRandom().nextLong(1_000_000));
  private final ClusterLedger ledger = new ClusterLedger(VISITORS);
  private final ReadTally tally = new ReadTally();
  private final CountDownLatch over = new CountDownLatch(1);
  private final long start = System.currentTimeMillis();

  @Test
  void noReadIsWrongWhileInstancesDieJoinAndLeave() throws Exception {
    System.out.printf("cluster with seed %d: %,d events/s, %,d reads/s%n", seed, EVENTS, READS);
    try (var instances = new ClusterInstances(directory)) {
      instances.startEngines();
      instances.start(0);
      instances.awaitUp(0);
      defineBuyers(instances);
      instances.start(1);
      instances.start(2);
      instances.awaitUp(1);
      instances.awaitUp(2);
      List<Thread> work = work(instances);
      phases(instances);
      over.countDown();
      for (Thread thread : work) {
        assertThat(thread.join(PATIENCE)).isTrue();
      }
      System.out.print(tally.report());
      System.out.printf("%,d events acknowledged%n", ledger.all().acknowledged());
      expectTheLedger(instances);
      assertThat(tally.wrong()).as(String.join("\n", tally.wrongs())).isZero();
    }
  }

  private List<Thread> work(ClusterInstances instances) {
    var threads = new ArrayList<Thread>();
    for (int sender = 0; sender < SENDERS; sender++) {
      var share = new ClusterTraffic.Share(sender, SENDERS, new Ramp(EVENTS, WARM_UP), seed);
      threads.add(
          Thread.ofVirtual()
              .name("sender-" + sender)
              .start(new ClusterTraffic(ledger, instances, share, over)));
    }
    var reads =
        new ClusterReads(ledger, instances, tally, over, new Ramp(READS, WARM_UP), KEYS, seed);
    threads.add(Thread.ofPlatform().name("reads").start(reads));
    return threads;
  }

  private void phases(ClusterInstances instances) throws IOException, InterruptedException {
    begin("warming up");
    last(WARM_UP);
    begin("calm");
    last(SECONDS);
    for (int instance = 0; instance < 3; instance++) {
      begin("%d killed".formatted(instance));
      instances.kill(instance);
      last(SECONDS);
      begin("%d restarts".formatted(instance));
      instances.start(instance);
      instances.awaitUp(instance);
      begin("%d is back".formatted(instance));
      last(SECONDS);
    }
    begin("a fourth joins");
    instances.start(3);
    instances.awaitUp(3);
    last(SECONDS);
    begin("one leaves");
    instances.leave(1);
    last(SECONDS);
  }

  private void begin(String phase) {
    tally.begin(phase);
    System.out.printf(
        "%5.1f s: %s, %,d events%n",
        (System.currentTimeMillis() - start) / 1e3, phase, ledger.all().acknowledged());
  }

  /** The load goes on for so long; whoever sends or reads fails for all. */
  private void last(int seconds) throws InterruptedException {
    assertThat(over.await(seconds, TimeUnit.SECONDS)).isFalse();
  }

  private static void defineBuyers(ClusterInstances instances) {
    String rule =
        "{\"rule\":{\"did\":{\"name\":\"Order Completed\"},\"atLeast\":%d,\"within\":\"1d\"},\"activate\":\"when-ready\"}"
            .formatted(ClusterLedger.BUYER_ORDERS);
    String url = instances.address(0);
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> instances.put(url, "/v1/segments/buyers", rule).status() / 100 == 2);
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get(instances, url, "/v1/segments/buyers").body().has("version"));
  }

  private void expectTheLedger(ClusterInstances instances)
      throws IOException, InterruptedException {
    long now = System.currentTimeMillis();
    for (int instance : instances.instances()) {
      String url = instances.address(instance);
      try (var api = new ApiClient(() -> url)) {
        assertThat(new FreshnessStatus(api, instances.keys().admin()).await(now, PATIENCE))
            .as("instance %d", instance)
            .isEmpty();
      }
      for (String source : FreshnessStatus.PLACES) {
        expectTotal(instances, instance, source);
      }
      expectVisitors(instances, instance);
    }
  }

  private void expectTotal(ClusterInstances instances, int instance, String source)
      throws IOException {
    String question =
        ClusterReads.total(start).replaceFirst("\\{", "{\"source\":\"" + source + "\",");
    Read read =
        instances.post(
            instances.address(instance), "/v1/query", instances.keys().read(), PATIENCE, question);
    assertThat(ClusterReads.sum(read.body()))
        .as("instance %d, %s: %s", instance, source, read)
        .isEqualTo(ledger.all().acknowledged());
  }

  private void expectVisitors(ClusterInstances instances, int instance) throws IOException {
    String url = instances.address(instance);
    for (int visitor = 0; visitor < ledger.visitors(); visitor++) {
      String path = "/v1/visitors/" + ClusterLedger.name(visitor);
      JsonNode read = get(instances, url, path).body();
      assertThat(ClusterReads.events(read))
          .as("instance %d, %s: %s", instance, path, read)
          .isEqualTo(ledger.events(visitor).acknowledged());
      JsonNode segments = get(instances, url, path + "/segments").body();
      assertThat(ClusterReads.isBuyer(segments))
          .as("instance %d, %s: %s", instance, path, segments)
          .isEqualTo(ledger.orders(visitor).acknowledged() >= ClusterLedger.BUYER_ORDERS);
    }
  }

  private static Read get(ClusterInstances instances, String url, String path) throws IOException {
    return instances.get(url, path, instances.keys().admin(), Duration.ofSeconds(30));
  }
}
