package io.millrace.standalone.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Millrace of its own, in processes of its own, on ports of its own. */
final class ProductProcess implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();
  private static final long DEADLINE_S = 180;

  /** A {@code bin/millrace} that was built, in the place of the classes under test; or nothing. */
  private static final String LAUNCHER = System.getProperty("millrace.test.launcher", "");

  /**
   * Up to which level Java compiles. Most products live for a minute, in which the optimising
   * compiler takes more than it gives: a start costs 14 s of CPU time without it, and 24 s with it.
   */
  private static final String COMPILER =
      "-XX:TieredStopAtLevel=" + Integer.getInteger("millrace.test.product.compiler", 1);

  private final Path home;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Process> started = new ArrayList<>();

  ProductProcess(Path home) {
    this.home = home;
  }

  /** Starts everything, with further options, and returns once it is ready. */
  void up(String... options) throws IOException, InterruptedException {
    Path console = home.resolveSibling("console-" + started.size() + ".log");
    var arguments = new ArrayList<>(List.of("up", "--home", home.toString(), "--port", "0"));
    arguments.addAll(List.of(options));
    Process process = command(console, arguments.toArray(String[]::new));
    started.add(process);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    while (!Files.readString(console).contains("is ready")) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new IOException("it did not get ready:\n" + Files.readString(console));
      }
    }
  }

  /** Ends every process of it at once, in the hardest way. */
  void kill() {
    started.forEach(ProductProcess::kill);
    started.clear();
  }

  /** Ends a process and those it started, in the hardest way. */
  static void kill(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Runs a command beside it. */
  Process command(Path output, String... arguments) throws IOException {
    var command = new ArrayList<>(launch());
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // As a shell has them that has sourced the keys of an earlier run.
    if (Files.exists(home.resolve("keys.env"))) {
      builder.environment().putAll(keys());
    }
    return builder.start();
  }

  /** What a command line begins with that runs the product. */
  static List<String> launch() {
    return LAUNCHER.isEmpty() ? fromTheClassPath() : List.of(LAUNCHER);
  }

  private static List<String> fromTheClassPath() {
    return List.of(
        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        COMPILER,
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path", ""),
        "io.millrace.standalone.Millrace");
  }

  JsonNode query(String json) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(keys().get("MILLRACE_URL") + "/v1/query"))
            .header("Authorization", "Bearer " + keys().get("MILLRACE_READ_KEY"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  String get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(keys().get("MILLRACE_URL") + path))
            .header("Authorization", "Bearer " + keys().get("MILLRACE_READ_KEY"))
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  String clickHouse(String sql) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(keys().get("MILLRACE_CLICKHOUSE_URL") + "/"))
            .POST(BodyPublishers.ofString(sql))
            .build();
    return http.send(request, BodyHandlers.ofString()).body().strip();
  }

  private Map<String, String> keys() throws IOException {
    var keys = new HashMap<String, String>();
    for (String line : Files.readAllLines(home.resolve("keys.env"))) {
      String[] parts = line.split("=", 2);
      keys.put(parts[0], parts[1]);
    }
    return keys;
  }

  @Override
  public void close() {
    kill();
  }
}
