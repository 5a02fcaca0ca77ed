package io.millrace.standalone.product;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.InstallationKeys;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Engines in one process, and instances of the service, each a process on a home of its own. The
 * first has the engines' home, the others join it.
 *
 * <p>Calls go to those that are ready, as far as is known, as those of a load balancer do: each
 * instance is asked twice a second.
 */
final class ClusterInstances implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long ASKED_EVERY_MS = 500;

  private final Path directory;
  private final Map<Integer, Process> running = new TreeMap<>();
  private final List<Process> engines = new ArrayList<>();
  private volatile @Nullable InstallationKeys keys;
  private final Map<Integer, String> urls = new ConcurrentSkipListMap<>();

  /** Those that a load balancer knows, down or not. */
  private final List<String> known = new CopyOnWriteArrayList<>();

  private final Set<String> unready = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor();

  private final PlainHttp http = new PlainHttp();

  ClusterInstances(Path directory) {
    this.directory = directory;
    var _ =
        asking.scheduleWithFixedDelay(
            () -> known.forEach(this::ask), 0, ASKED_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void ask(String url) {
    try {
      if (get(url, "/health", "", Duration.ofSeconds(1)).status() == 200) {
        unready.remove(url);
        return;
      }
    } catch (IOException e) {
      // It is not ready either.
    }
    unready.add(url);
  }

  void startEngines() throws IOException {
    engines.add(
        command("engines", 0, List.of("role", "broker", "clickhouse", "worker", "--port", "0")));
    var _ =
        Awaitility.await().atMost(PATIENCE).until(() -> keysFile(0).read(), Optional::isPresent);
  }

  /** Starts an instance, and does not wait for it. */
  void start(int instance) throws IOException {
    var arguments = new ArrayList<>(List.of("role", "service", "--port", "0"));
    if (instance > 0) {
      arguments.addAll(List.of("--join", home(0).toString()));
    }
    running.put(instance, command("service-" + instance, instance, arguments));
  }

  /** Waits until an instance says that it is well; from its first time on, reads go there. */
  void awaitUp(int instance) {
    Awaitility.await().atMost(PATIENCE).until(() -> isUp(instance));
    String url = url(instance).orElseThrow();
    urls.put(instance, url);
    known.remove(url);
    known.add(url);
  }

  private boolean isUp(int instance) {
    assertThat(running.get(instance)).matches(Process::isAlive, "instance %d".formatted(instance));
    Optional<String> url = url(instance);
    try {
      return url.isPresent()
          && get(url.get(), "/health", "", Duration.ofSeconds(1))
              .body()
              .path("status")
              .asText()
              .equals("UP");
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<String> url(int instance) {
    Path console = home(instance).resolveSibling("service-" + instance + ".log");
    try {
      return Files.readString(console).contains("service is ready")
          ? keysFile(instance).read().map(contents -> contents.addresses().url())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void kill(int instance) {
    Process process = running.remove(instance);
    if (process != null) {
      ProductProcess.kill(process);
    }
  }

  /** In order, as {@code millrace stop} does it; nobody is to go there any more. */
  void leave(int instance) throws InterruptedException {
    known.remove(urls.remove(instance));
    Process process = running.remove(instance);
    if (process != null) {
      process.destroy();
      assertThat(process.waitFor(PATIENCE)).isTrue();
    }
  }

  /** One that is ready, if there is one. */
  String any(SplittableRandom random) {
    List<String> ready = known.stream().filter(url -> !unready.contains(url)).toList();
    List<String> some = ready.isEmpty() ? known : ready;
    return some.get(random.nextInt(some.size()));
  }

  List<Integer> instances() {
    return List.copyOf(urls.keySet());
  }

  String address(int instance) {
    return urls.getOrDefault(instance, "");
  }

  /** They stay as they are from the first start on. */
  InstallationKeys keys() {
    InstallationKeys known = keys;
    if (known == null) {
      known = keysFile(0).read().orElseThrow().keys();
      keys = known;
    }
    return known;
  }

  JsonResponse send(String url, byte[] ndjson) throws IOException {
    var events =
        new PlainHttp.Request("POST", "/v1/events", keys().write(), "application/x-ndjson", ndjson);
    PlainHttp.Response response = http.send(url, events, Duration.ofSeconds(10));
    return new JsonResponse(response.status(), json(response.body()), Optional.empty());
  }

  /** An answer with the headers that say how old it is. */
  record Read(int status, JsonNode body, long stalenessMs, String replica) {}

  Read get(String url, String path, String key, Duration timeout) throws IOException {
    return read(url, PlainHttp.Request.get(path, key), timeout);
  }

  Read post(String url, String path, String key, Duration timeout, String body) throws IOException {
    return read(url, withBody("POST", path, key, body), timeout);
  }

  Read put(String url, String path, String body) throws IOException {
    return read(url, withBody("PUT", path, keys().admin(), body), Duration.ofSeconds(30));
  }

  private static PlainHttp.Request withBody(String method, String path, String key, String json) {
    return new PlainHttp.Request(method, path, key, "application/json", json.getBytes(UTF_8));
  }

  private Read read(String url, PlainHttp.Request request, Duration timeout) throws IOException {
    PlainHttp.Response response = http.send(url, request, timeout);
    return new Read(
        response.status(),
        json(response.body()),
        response.number("millrace-staleness-ms"),
        response.headers().getOrDefault("millrace-replica", ""));
  }

  private static JsonNode json(byte[] body) throws IOException {
    JsonNode json = ProductProcess.JSON.readTree(body);
    return json == null ? MissingNode.getInstance() : json;
  }

  private Process command(String log, int instance, List<String> arguments) throws IOException {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--home", home(instance).toString()));
    Path console = home(instance).resolveSibling(log + ".log");
    return new ProductProcess(home(instance)).command(console, all.toArray(String[]::new));
  }

  private Path home(int instance) {
    return directory.resolve("home-" + instance);
  }

  private KeysFile keysFile(int instance) {
    return new KeysFile(new Home(home(instance)));
  }

  @Override
  public void close() {
    asking.shutdownNow();
    running.values().forEach(ProductProcess::kill);
    engines.forEach(ProductProcess::kill);
    http.close();
  }
}
