package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.engine.Directories;
import io.millrace.serdes.rollup.Grain;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.EventSender;
import io.millrace.standalone.api.FreshnessStatus;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.InstallationKeys;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.parts.Part;
import io.millrace.standalone.product.ChaosLedger.Asked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Parts of the product are killed at random moments under load, each part at least once, and the
 * service loses its state stores at its first kill and now and then; in the end every number is
 * that of the distinct events that were acknowledged.
 *
 * <p>One random seed by default; {@code -Pchaos} takes twenty, and {@code
 * -Dmillrace.chaos.seeds=1,2,3} those. {@code -Dmillrace.chaos.kills} says how many kills a run
 * has.
 */
@Execution(ExecutionMode.CONCURRENT)
class ChaosTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int KILLS = Integer.getInteger("millrace.chaos.kills", 3);

  private static final List<Set<Part>> VICTIMS =
      List.of(
          EnumSet.of(Part.BROKER),
          EnumSet.of(Part.CLICKHOUSE),
          EnumSet.of(Part.WORKER),
          EnumSet.of(Part.SERVICE),
          EnumSet.allOf(Part.class));

  @TempDir private Path directory = Path.of("");

  @TestFactory
  Stream<DynamicTest> everyNumberIsThatOfTheLedgerWhateverWasKilled() {
    return seeds().map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(seed)));
  }

  private static Stream<Long> seeds() {
    String given = System.getProperty("millrace.chaos.seeds", "");
    return given.isEmpty()
        ? Stream.of(new SplittableRandom().nextLong(1_000_000))
        : Arrays.stream(given.split(",")).map(String::strip).map(Long::valueOf);
  }

  private void run(long seed) throws IOException, InterruptedException {
    System.out.println("chaos with seed " + seed);
    var random = new SplittableRandom(seed);
    Path home = directory.resolve("home-" + seed);
    try (var parts = new Parts(home)) {
      parts.start(EnumSet.allOf(Part.class));
      KeysFile.Contents contents = awaitKeys(home);
      try (var api = new ApiClient(() -> contents.addresses().url())) {
        Map<String, InstallationKeys> tenants = tenants(api, contents.keys());
        var ledger = new ChaosLedger();
        long start = System.currentTimeMillis();
        wreak(parts, random, tenants, api, ledger, seed);
        var freshness = new FreshnessStatus(api, contents.keys().admin());
        assertThat(freshness.await(System.currentTimeMillis(), PATIENCE)).isEmpty();
        tenants.forEach((tenant, keys) -> expect(tenant, keys, api, ledger, start));
        Path audited = directory.resolve("audit-" + seed + ".log");
        String from = Instant.ofEpochMilli(start - 3 * 3_600_000L).toString();
        int code =
            parts
                .product
                .command(audited, "audit", "--from", from, "--home", home.toString())
                .waitFor();
        assertThat(code).as(Files.readString(audited)).isZero();
        System.out.printf("seed %d: %,d events, all equal%n", seed, ledger.events());
      }
    }
  }

  /** Sends events all the while, and kills something again and again. */
  private static void wreak(
      Parts parts,
      SplittableRandom random,
      Map<String, InstallationKeys> tenants,
      ApiClient api,
      ChaosLedger ledger,
      long seed)
      throws IOException, InterruptedException {
    var over = new CountDownLatch(1);
    var senders = new ArrayList<Thread>();
    tenants.forEach(
        (tenant, keys) -> {
          var delivery = new EventSender(api, "/v1/events");
          senders.add(
              Thread.ofVirtual()
                  .start(new ChaosTraffic(tenant, keys.write(), delivery, ledger, over, seed)));
        });
    boolean stateLost = false;
    for (Set<Part> victims : victims(random)) {
      long before = ledger.events();
      Awaitility.await().atMost(PATIENCE).until(() -> ledger.events() > before + 200);
      expectNoDrift(tenants, api);
      // The moment is random, also within a start.
      boolean _ = over.await(random.nextLong(6_000), TimeUnit.MILLISECONDS);
      System.out.printf("after %,d events: kill -9 %s%n", ledger.events(), victims);
      parts.kill(victims);
      if (victims.contains(Part.SERVICE) && (!stateLost || random.nextBoolean())) {
        System.out.println("the state stores are lost and come back from their changelogs");
        parts.loseState();
        stateLost = true;
      }
      parts.start(victims);
    }
    long before = ledger.events();
    Awaitility.await().atMost(PATIENCE).until(() -> ledger.events() > before + 200);
    over.countDown();
    for (Thread sender : senders) {
      assertThat(sender.join(PATIENCE)).isTrue();
    }
  }

  /** Each part in three kills, of which one is of two at once; further ones are of any. */
  private static List<Set<Part>> victims(SplittableRandom random) {
    var parts = new ArrayList<>(List.of(Part.BROKER, Part.CLICKHOUSE, Part.WORKER, Part.SERVICE));
    Collections.shuffle(parts, Random.from(random));
    var kills = new ArrayList<Set<Part>>();
    kills.add(EnumSet.of(parts.get(0), parts.get(1)));
    kills.add(EnumSet.of(parts.get(2)));
    kills.add(EnumSet.of(parts.get(3)));
    while (kills.size() < KILLS) {
      kills.add(VICTIMS.get(random.nextInt(VICTIMS.size())));
    }
    Collections.shuffle(kills, Random.from(random));
    return kills;
  }

  private static void expectNoDrift(Map<String, InstallationKeys> tenants, ApiClient api)
      throws InterruptedException {
    for (Map.Entry<String, InstallationKeys> tenant : tenants.entrySet()) {
      try {
        JsonResponse answer = api.get("/v1/audit", tenant.getValue().read());
        answer
            .body()
            .path("rollups")
            .forEach(rollup -> assertThat(rollup.path("drift")).as(tenant.getKey()).isEmpty());
      } catch (IOException e) {
        // The service is down just now, and knows nothing.
      }
    }
  }

  static void expect(
      String tenant, InstallationKeys keys, ApiClient api, ChaosLedger ledger, long start) {
    for (Asked rollup : Asked.values()) {
      for (Grain grain : Grain.values()) {
        for (String source : FreshnessStatus.PLACES) {
          Map<String, String> answered =
              ChaosLedger.answered(ask(rollup, grain, source, keys, api, start), rollup);
          assertThat(differences(ledger.expected(tenant, rollup, grain), answered))
              .as("%s %s %s %s", tenant, rollup, grain, source)
              .isEmpty();
        }
      }
    }
  }

  private static List<String> differences(
      Map<String, String> expected, Map<String, String> answered) {
    var keys = new TreeSet<>(expected.keySet());
    keys.addAll(answered.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(expected.get(key), answered.get(key)))
        .map(key -> key + ": " + expected.get(key) + " became " + answered.get(key))
        .toList();
  }

  private static JsonNode ask(
      Asked rollup, Grain grain, String source, InstallationKeys keys, ApiClient api, long start) {
    long from = Grain.DAY.windowStart(start - 3 * Grain.HOUR.widthMs());
    long to = Grain.DAY.windowStart(System.currentTimeMillis()) + 2 * Grain.DAY.widthMs();
    String question =
        """
        {"rollup":"%s","dimensions":[%s],"measures":[%s],"grain":"%s","source":"%s",
         "from":%d,"to":%d,"limit":100000}
        """
            .formatted(
                rollup.name().toLowerCase(Locale.ROOT),
                rollup.dimensions,
                rollup.measures,
                grain.wireName(),
                source,
                from,
                to);
    try {
      JsonResponse answer =
          api.post(
              "/v1/query", keys.read(), ApiClient.JSON, question.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.ok()).as(answer.problem()).isTrue();
      return answer.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static KeysFile.Contents awaitKeys(Path home) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> new KeysFile(new Home(home)).read(),
            read -> read.isPresent() && answers(read.get()))
        .orElseThrow();
  }

  private static boolean answers(KeysFile.Contents contents) {
    try (var api = new ApiClient(() -> contents.addresses().url())) {
      return api.get("/v1/tenants", contents.keys().admin()).ok();
    } catch (IOException | InterruptedException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The operator's tenant and one more. */
  static Map<String, InstallationKeys> tenants(ApiClient api, InstallationKeys operator)
      throws IOException {
    JsonNode body = ProductProcess.JSON.readTree("{\"tenant\":\"second\"}");
    // On a busy machine the service may listen before it can write: it says so.
    JsonResponse answer =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> api.post("/v1/tenants", operator.admin(), body), JsonResponse::ok);
    JsonNode keys = answer.body().path("keys");
    var tenants = new LinkedHashMap<String, InstallationKeys>();
    tenants.put("default", operator);
    tenants.put(
        "second",
        new InstallationKeys(
            keys.path("write").asText(), keys.path("read").asText(), keys.path("admin").asText()));
    return tenants;
  }

  /** The parts, each in a process of its own. */
  private static final class Parts implements AutoCloseable {
    final ProductProcess product;
    private final Path home;
    private final Map<Part, Process> running = new EnumMap<>(Part.class);

    Parts(Path home) {
      this.home = home;
      this.product = new ProductProcess(home);
    }

    void start(Set<Part> parts) throws IOException {
      for (Part part : parts) {
        Path console = home.resolveSibling(home.getFileName() + "-" + part.wireName() + ".log");
        var command = new ArrayList<String>();
        command.addAll(List.of("role", part.wireName(), "--home", home.toString()));
        if (!Files.exists(home.resolve("keys.env"))) {
          // Any free one at first, then the same again.
          command.addAll(List.of("--port", "0"));
        }
        running.put(part, product.command(console, command.toArray(String[]::new)));
      }
    }

    void kill(Set<Part> parts) {
      for (Part part : parts) {
        Process process = running.remove(part);
        if (process != null) {
          ProductProcess.kill(process);
        }
      }
    }

    /** The service must not run. */
    void loseState() {
      Directories.delete(new Home(home).streams());
    }

    @Override
    public void close() {
      kill(EnumSet.allOf(Part.class));
    }
  }
}
