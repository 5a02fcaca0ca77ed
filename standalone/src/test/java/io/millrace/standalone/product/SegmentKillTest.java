package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.product.RecordingClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The product is killed while a segment is built from history, while visitors merge and right after
 * a rule was swapped; in the end the members of every segment are those of the model.
 *
 * <p>A random seed by default; {@code -Dmillrace.segments.seed} gives one.
 */
@Execution(ExecutionMode.CONCURRENT)
class SegmentKillTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path directory = Path.of("");

  private final long seed =
      Long.getLong("millrace.segments.seed", new SplittableRandom().nextLong(1_000_000));
  private final Home home = new Home(directory.resolve("home"));
  private final SegmentTraffic traffic = new SegmentTraffic(seed, () -> this.api);

  /** Not the common pool: the end of a process is told there, and one thread is all it may have. */
  private final ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor();

  private volatile RecordingClient api = new RecordingClient("", "");

  @AfterEach
  void end() {
    sender.shutdownNow();
  }

  @Test
  void membershipEqualsTheModelThroughKillsDuringBuildsMergesAndSwaps() throws Exception {
    System.out.println("segments with seed " + seed);
    try (var product = new ProductProcess(home.directory())) {
      up(product);
      put(SegmentModel.VIEWERS, SegmentModel.VIEWERS_1, "when-ready");
      put(SegmentModel.QUIET, SegmentModel.NEVER, "when-ready");
      traffic.appear();
      awaitActive(2);
      traffic.rounds(12);
      traffic.tie(2, 5);

      killDuringTheBuild(product);
      killDuringTheMerges(product);
      killRightAfterTheSwap(product);

      traffic.rounds(4);
      awaitActive(2 + SegmentModel.Later.values().length);
      await().untilAsserted(this::expectTheModel);
    }
  }

  private void killDuringTheBuild(ProductProcess product) throws Exception {
    Future<?> sending = sender.submit(() -> traffic.rounds(20));
    for (SegmentModel.Later later : SegmentModel.Later.values()) {
      put(name(later), later.rule, "when-ready");
    }
    await().until(() -> "building".equals(candidate(name(SegmentModel.Later.SPENDERS), "stage")));
    killAndRestart(product);
    done(sending);
    traffic.tie(5, 7);
  }

  private void killDuringTheMerges(ProductProcess product) throws Exception {
    int before = traffic.acknowledged();
    Future<?> sending = sender.submit(() -> traffic.tie(7, 16));
    await().until(() -> traffic.acknowledged() > before + 4);
    killAndRestart(product);
    done(sending);
  }

  private void killRightAfterTheSwap(ProductProcess product) throws Exception {
    awaitActive(2 + SegmentModel.Later.values().length);
    put(SegmentModel.VIEWERS, SegmentModel.VIEWERS_2, "by-hand");
    traffic.rounds(4);
    await().until(() -> "ready".equals(candidate(SegmentModel.VIEWERS, "stage")));
    Future<?> sending = sender.submit(() -> traffic.rounds(6));
    Reply swapped = api.call("POST", "/v1/segments/viewers/activate", "{\"version\":2}");
    assertThat(swapped.ok()).as(swapped.toString()).isTrue();
    killAndRestart(product);
    done(sending);
    await().until(() -> segment(SegmentModel.VIEWERS).path("version").asInt() == 2);
  }

  private void expectTheModel() throws IOException, InterruptedException {
    new SegmentCheck(traffic, api, seed).expectTheModel();
  }

  private void killAndRestart(ProductProcess product) throws IOException, InterruptedException {
    product.kill();
    System.out.printf("killed after %d batches%n", traffic.acknowledged());
    up(product);
    System.out.println("up again");
  }

  private void up(ProductProcess product) throws IOException, InterruptedException {
    product.up();
    KeysFile.Contents contents = new KeysFile(home).read().orElseThrow();
    api = new RecordingClient(contents.addresses().url(), contents.keys().admin());
  }

  private void put(String segment, String rule, String activate) {
    String body = "{\"rule\":%s,\"activate\":\"%s\"}".formatted(rule, activate);
    var _ = await().until(() -> api.put("/v1/segments/" + segment, body), Reply::ok);
  }

  /** So many segments have an active version, and none has another one on its way. */
  private void awaitActive(int segments) {
    await()
        .until(
            () -> {
              JsonNode all = api.get("/v1/segments").body().path("segments");
              return StreamSupport.stream(all.spliterator(), false)
                      .filter(one -> one.has("version") && !one.has("candidate"))
                      .count()
                  == segments;
            });
  }

  private String candidate(String segment, String field) throws IOException, InterruptedException {
    return segment(segment).path("candidate").path(field).asText();
  }

  private JsonNode segment(String name) throws IOException, InterruptedException {
    return api.get("/v1/segments/" + name).body();
  }

  private static String name(SegmentModel.Later later) {
    return later.name().toLowerCase(Locale.ROOT);
  }

  private static void done(Future<?> sending) throws Exception {
    sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50));
  }
}
