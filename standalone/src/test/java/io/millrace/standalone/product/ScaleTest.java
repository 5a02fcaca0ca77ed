package io.millrace.standalone.product;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.EventSender;
import io.millrace.standalone.api.FreshnessStatus;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.InstallationKeys;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.product.RecordingClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The product moves from 4 to 12 to 6 partitions under load, and is killed in one of the moves:
 * events that come twice and late, devices that turn out to be one visitor, segments that change by
 * time alone. In the end every number is that of the ledger, and every membership that of the
 * model.
 *
 * <p>A random seed by default; {@code -Dmillrace.scale.seed} gives one. {@code -Pchaos} adds the
 * long forms: moves without a kill, and moves that are killed in each phase; {@code
 * -Dmillrace.scale.kills} says in how many of the four phases, one by one.
 */
@Execution(ExecutionMode.CONCURRENT)
class ScaleTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int KILLS = Integer.getInteger("millrace.scale.kills", 2);
  private static final String LONG = "millrace.scale.long";

  @TempDir private static Path directory = Path.of("");

  private final long seed =
      Long.getLong("millrace.scale.seed", new SplittableRandom().nextLong(1_000_000));
  private final ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ChaosLedger ledger = new ChaosLedger();
  private final long start = System.currentTimeMillis();
  private volatile RecordingClient api = new RecordingClient("", "");
  private volatile String url = "";

  @AfterEach
  void end() {
    sender.shutdownNow();
  }

  @Test
  void everyNumberAndMembershipIsRightAfterAMoveAndAKilledMoveUnderLoad() throws Exception {
    Path home = directory.resolve("both");
    var traffic = new SegmentTraffic(seed, () -> this.api);
    try (var product = new ProductProcess(home);
        var calls = new ApiClient(() -> url)) {
      Map<String, InstallationKeys> tenants = begin(product, home, calls, traffic);
      Future<?> chaos = load(tenants, calls);
      Future<?> segments = sender.submit(() -> traffic.rounds(60));
      scale(product, home, 12);
      traffic(segments);
      traffic.tie(2, 9);
      Future<?> more = sender.submit(() -> traffic.rounds(60));
      killIn(phases().getFirst(), 6, product, home);
      traffic(more);
      traffic.tie(9, 16);
      finish(chaos, tenants, calls, traffic);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  void everyNumberAndMembershipIsRightAfterMovesUnderLoad() throws Exception {
    Path home = directory.resolve("moves");
    var traffic = new SegmentTraffic(seed, () -> this.api);
    try (var product = new ProductProcess(home);
        var calls = new ApiClient(() -> url)) {
      Map<String, InstallationKeys> tenants = begin(product, home, calls, traffic);
      Future<?> chaos = load(tenants, calls);
      Future<?> segments = sender.submit(() -> traffic.rounds(60));
      scale(product, home, 12);
      traffic(segments);
      traffic.tie(2, 9);
      Future<?> more = sender.submit(() -> traffic.rounds(60));
      scale(product, home, 6);
      traffic(more);
      traffic.tie(9, 16);
      finish(chaos, tenants, calls, traffic);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  void aMoveThatIsKilledWhileItCopiesAndWhileItSwitchesComesToItsEnd() throws Exception {
    Path home = directory.resolve("kills");
    var traffic = new SegmentTraffic(seed, () -> this.api);
    try (var product = new ProductProcess(home);
        var calls = new ApiClient(() -> url)) {
      Map<String, InstallationKeys> tenants = begin(product, home, calls, traffic);
      Future<?> chaos = load(tenants, calls);
      Future<?> segments = sender.submit(() -> traffic.rounds(100));
      int partitions = 4;
      // Some of them: each takes a move and a start.
      for (String phase : phases().subList(0, KILLS)) {
        partitions = partitions == 3 ? 8 : 3;
        killIn(phase, partitions, product, home);
      }
      traffic(segments);
      traffic.tie(2, 16);
      finish(chaos, tenants, calls, traffic);
    }
  }

  /** In any order. */
  private List<String> phases() {
    var phases = new ArrayList<>(List.of("copy", "drain", "pause", "start"));
    Collections.shuffle(phases, new Random(seed));
    return phases;
  }

  private Map<String, InstallationKeys> begin(
      ProductProcess product, Path home, ApiClient calls, SegmentTraffic traffic) throws Exception {
    System.out.println("scale with seed " + seed);
    up(product, home);
    Map<String, InstallationKeys> tenants = ChaosTest.tenants(calls, keys(home).keys());
    put(SegmentModel.VIEWERS, SegmentModel.VIEWERS_2);
    put(SegmentModel.QUIET, SegmentModel.NEVER);
    for (SegmentModel.Later later : SegmentModel.Later.values()) {
      put(later.name().toLowerCase(Locale.ROOT), later.rule);
    }
    traffic.appear();
    await()
        .until(
            () -> {
              JsonNode all = api.get("/v1/segments").body().path("segments");
              return !all.isEmpty()
                  && all.findValues("candidate").isEmpty()
                  && all.findValues("version").size() >= all.size();
            });
    traffic.rounds(8);
    traffic.tie(0, 2);
    return tenants;
  }

  private Future<?> load(Map<String, InstallationKeys> tenants, ApiClient calls) {
    InstallationKeys second = requireNonNull(tenants.get("second"));
    return sender.submit(
        new ChaosTraffic(
            "second", second.write(), new EventSender(calls, "/v1/events"), ledger, over, seed));
  }

  private void finish(
      Future<?> chaos,
      Map<String, InstallationKeys> tenants,
      ApiClient calls,
      SegmentTraffic traffic)
      throws Exception {
    over.countDown();
    traffic(chaos);
    traffic.rounds(2);
    await().untilAsserted(() -> new SegmentCheck(traffic, api, seed).expectTheModel());
    var freshness = new FreshnessStatus(calls, requireNonNull(tenants.get("default")).admin());
    assertThat(freshness.await(System.currentTimeMillis(), PATIENCE)).isEmpty();
    ChaosTest.expect("second", requireNonNull(tenants.get("second")), calls, ledger, start);
    System.out.printf("seed %d: %,d events, all equal%n", seed, ledger.events());
  }

  /** With the command, as an operator does. */
  private void scale(ProductProcess product, Path home, int partitions) throws Exception {
    Path console = directory.resolve("scale-" + partitions + ".log");
    Process command =
        product.command(
            console,
            "scale",
            "--partitions",
            Integer.toString(partitions),
            "--home",
            home.toString());
    assertThat(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    List<String> told = Files.readAllLines(console);
    assertThat(command.exitValue()).as(String.join("\n", told)).isZero();
    System.out.println(told.getLast());
    assertThat(told.getLast()).contains("to %d partitions".formatted(partitions));
  }

  private void killIn(String phase, int partitions, ProductProcess product, Path home)
      throws Exception {
    await()
        .until(
            () -> api.call("POST", "/v1/scale", "{\"partitions\":%d}".formatted(partitions)),
            Reply::ok);
    await()
        .until(
            () -> {
              JsonNode now = api.get("/v1/scale").body();
              // It may be past it before it is seen.
              return now.path("move").path("phase").asText().equals(phase) || !now.has("move");
            });
    product.kill();
    System.out.printf("killed in phase %s%n", phase);
    up(product, home);
    await().until(() -> now(), now -> !now.has("move"));
    JsonNode now = now();
    assertThat(now.path("partitions").asInt()).as(now.toString()).isEqualTo(partitions);
    System.out.println(now.path("last"));
  }

  private JsonNode now() throws IOException, InterruptedException {
    Reply reply = api.get("/v1/scale");
    // While it starts, it is not told.
    return reply.ok() ? reply.body() : ProductProcess.JSON.readTree("{\"move\":{}}");
  }

  private void up(ProductProcess product, Path home) throws IOException, InterruptedException {
    product.up();
    KeysFile.Contents contents = keys(home);
    url = contents.addresses().url();
    api = new RecordingClient(url, contents.keys().admin());
  }

  private static KeysFile.Contents keys(Path home) throws IOException {
    return new KeysFile(new Home(home)).read().orElseThrow();
  }

  private void put(String segment, String rule) {
    String body = "{\"rule\":%s,\"activate\":\"when-ready\"}".formatted(rule);
    var _ = await().until(() -> api.put("/v1/segments/" + segment, body), Reply::ok);
  }

  private static void traffic(Future<?> sending) throws Exception {
    sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(IOException.class);
  }
}
