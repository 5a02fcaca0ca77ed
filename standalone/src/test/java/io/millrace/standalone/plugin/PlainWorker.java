package io.millrace.standalone.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A Connect worker started from Apache's own classes, in a process of its own. */
final class PlainWorker implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();

  /** What Kafka's own distribution has; above all nothing of ClickHouse and of Millrace. */
  private static final Pattern OF_KAFKA =
      Pattern.compile(
          ".*/(org/apache/kafka|org/eclipse/jetty|org/glassfish|jakarta|javax|org/javassist|"
              + "com/fasterxml/jackson|org/slf4j|ch/qos/logback|at/yawk|org/xerial|"
              + "com/github/luben|com/google/re2j|net/sf/jopt-simple|net/sourceforge/argparse4j|"
              + "org/bitbucket|org/reflections|org/apache/commons|org/apache/maven|org/jvnet|"
              + "com/yammer|org/scala-lang|com/typesafe|org/rocksdb|org/pcollections|"
              + "com/github/ben-manes|io/dropwizard|io/github/classgraph|org/yaml|org/jline|commons-[a-z]*)/.*\\.jar");

  private final Path directory;
  private final Path properties;
  private final int port;
  private final int heapMb;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable Process process;
  private int starts;

  private PlainWorker(Path directory, Path properties, int port, int heapMb) {
    this.directory = directory;
    this.properties = properties;
    this.port = port;
    this.heapMb = heapMb;
  }

  /** Unpacks the plugin under the directory; the worker is not started yet. */
  static PlainWorker in(Path directory, String bootstrapServers, int heapMb) throws IOException {
    unzip(pluginZip(), directory.resolve("plugins"));
    int port = freePort();
    Path file = directory.resolve("worker.properties");
    var settings = new Properties();
    settings.putAll(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "group.id", "plain",
            "listeners", "http://127.0.0.1:" + port,
            "plugin.path", directory.resolve("plugins").toString(),
            "plugin.discovery", "service_load",
            "key.converter", "org.apache.kafka.connect.storage.StringConverter",
            "value.converter", "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable", "false"));
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "plain-" + storage);
      settings.put(storage + ".storage.replication.factor", "1");
    }
    settings.putAll(
        Map.of(
            "offset.storage.partitions", "1",
            "status.storage.partitions", "1",
            "session.timeout.ms", "4000",
            "heartbeat.interval.ms", "1000",
            "consumer.session.timeout.ms", "4000",
            "consumer.heartbeat.interval.ms", "1000",
            "scheduled.rebalance.max.delay.ms", "0"));
    try (var out = Files.newBufferedWriter(file)) {
      settings.store(out, null);
    }
    return new PlainWorker(directory, file, port, heapMb);
  }

  /** Starts the process, and returns when its REST API answers. */
  void start() throws IOException {
    var command = java(heapMb);
    command.addAll(
        List.of("org.apache.kafka.connect.cli.ConnectDistributed", properties.toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("worker-" + starts++ + ".log").toFile())
            .start();
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::answers);
  }

  /** Ends the process in the hardest way. */
  void kill() {
    Objects.requireNonNull(process).destroyForcibly().onExit().join();
  }

  /** What Kafka's own tool says of the plugins. */
  String listPlugins() throws IOException {
    var command = java(512);
    command.addAll(
        List.of(
            "org.apache.kafka.tools.ConnectPluginPath",
            "list",
            "--plugin-path",
            directory.resolve("plugins").toString()));
    Process tool =
        new ProcessBuilder(command).redirectError(directory.resolve("tool.log").toFile()).start();
    return new String(tool.getInputStream().readAllBytes(), UTF_8);
  }

  /** All that the worker has written. */
  String log() throws IOException {
    var log = new StringBuilder();
    for (int start = 0; start < starts; start++) {
      log.append(Files.readString(directory.resolve("worker-" + start + ".log")));
    }
    return log.toString();
  }

  /** Asks the REST API; waits where the worker is rebalancing. */
  JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> answer = send(method, path, body);
      if (answer.statusCode() != 409 && answer.statusCode() != 503) {
        if (answer.statusCode() >= 400) {
          throw new IOException(method + " " + path + ": " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.missingNode() : JSON.readTree(answer.body());
      }
    }
  }

  /** Whether the connector and all of its tasks are in this state. */
  boolean is(String connector, String state) throws IOException, InterruptedException {
    JsonNode status = ask("GET", "/connectors/" + connector + "/status", "");
    boolean tasks = state.equals("STOPPED") || !status.path("tasks").isEmpty();
    for (JsonNode task : status.path("tasks")) {
      tasks &= task.path("state").asText().equals(state);
    }
    return tasks && status.path("connector").path("state").asText().equals(state);
  }

  private boolean answers() throws InterruptedException {
    if (!Objects.requireNonNull(process).isAlive()) {
      throw new IllegalStateException("the worker has ended; see its log in " + directory);
    }
    try {
      return send("GET", "/connectors", "").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    http.shutdownNow();
  }

  private static List<String> java(int heapMb) {
    String classPath =
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
            .filter(entry -> OF_KAFKA.matcher(entry).matches())
            .collect(Collectors.joining(File.pathSeparator));
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
            "-Xmx" + heapMb + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath));
  }

  private static Path pluginZip() throws IOException {
    Path target = Path.of("..", "connectors", "sink", "target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("millrace-connect-.*\\.zip"))
          .findFirst()
          .orElseThrow(
              () -> new IOException("the plugin's zip is not in connectors/target: mvn package"));
    }
  }

  private static void unzip(Path zip, Path to) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        var in = new ZipInputStream(file)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path path = to.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(in, path);
        }
      }
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
