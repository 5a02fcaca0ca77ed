package io.millrace.benchmarks.reads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.millrace.benchmarks.measure.InstanceHeap;
import io.millrace.benchmarks.measure.ProcessorTime;
import io.millrace.serdes.topic.KeyPartitioner;
import io.millrace.serdes.visitor.VisitorKey;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.jspecify.annotations.Nullable;

/**
 * A single visitor read over HTTP with kept connections: by the product on the instance that owns
 * the visitor, and with a hop to another instance, beside a bare endpoint of the same HTTP server
 * that returns the same bytes from memory, and one that reads them from Redis. All in one run, in
 * turns, so that background load affects each.
 *
 * <p>The product must be running and idle. Usage: {@code ReadBenchmark HOME [SECONDS] [CONNECTIONS]
 * [OTHER_HOME]}, the last for a second instance that has joined the first; Redis if {@code
 * redis-server} is on the path.
 */
public final class ReadBenchmark {
  private static final String GROUP = "millrace";
  private static final String TENANT = "default";
  private static final int VISITORS = 400;
  private static final int ROUNDS = 5;

  /** The jars that are the service. */
  private static final Pattern SERVICE_MODULES =
      Pattern.compile("[/\\\\](state|query|service)-[^/\\\\]*\\.jar$");

  private final Map<String, String> keys;
  private final int connections;
  private final double seconds;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** A measured variant: its URL, requests, and the processes whose CPU time it uses. */
  private record Way(String name, String url, List<byte[]> requests, List<Long> processes) {}

  /** One round of one variant. */
  private record Round(HttpLoad.Result result, double cpuMicros) {}

  private ReadBenchmark(Map<String, String> keys, double seconds, int connections) {
    this.keys = keys;
    this.seconds = seconds;
    this.connections = connections;
  }

  /**
   * Measures the product that runs on HOME and prints requests per second, quantiles and CPU time.
   */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 5;
    int connections = args.length > 2 ? Integer.parseInt(args[2]) : 8;
    Optional<Path> other = args.length > 3 ? Optional.of(Path.of(args[3])) : Optional.empty();
    new ReadBenchmark(read(home), seconds, connections).run(home, other);
  }

  private void run(Path home, Optional<Path> other) throws Exception {
    send();
    Set<Integer> here = partitions(home);
    List<String> local = visitors(here::contains);
    String payload = awaitRead(local.getFirst());
    Path file = Files.createTempFile("millrace-payload", ".json");
    Files.writeString(file, payload);
    Process redis = null;
    Process bare = null;
    try {
      int redisPort = freePort();
      redis = startRedis(redisPort);
      bare = startBare(file, redis == null ? 0 : redisPort);
      var ways = new ArrayList<Way>();
      String bareUrl = portOf(bare);
      ways.add(way("bare", bareUrl, "/bare/", "", local, List.of(bare.pid())));
      if (redis == null) {
        System.out.println("redis-server is not on the path: left out");
      } else {
        ways.add(way("redis", bareUrl, "/redis/", "", local, List.of(bare.pid())));
      }
      long service = servicePid(home);
      ways.add(visitors("local", local, List.of(service)));
      if (other.isPresent()) {
        Set<Integer> there = partitions(other.get());
        ways.add(
            visitors(
                "remote", visitors(there::contains), List.of(service, servicePid(other.get()))));
      }
      System.out.printf(
          "%d bytes, %d connections, %d rounds of %.1f s%n",
          payload.length(), connections, ROUNDS, seconds);
      measure(ways);
    } finally {
      end(bare);
      end(redis);
      Files.delete(file);
    }
  }

  private void measure(List<Way> ways) throws Exception {
    var rounds = new LinkedHashMap<Way, List<Round>>();
    for (Way way : ways) {
      var _ = HttpLoad.run(way.url(), way.requests(), connections, 2 * seconds);
      rounds.put(way, new ArrayList<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<Way, List<Round>> entry : rounds.entrySet()) {
        entry.getValue().add(round(entry.getKey()));
      }
    }
    System.out.printf(
        "%-8s %12s %9s %9s %15s %9s%n",
        "", "requests/s", "p50 ms", "p99 ms", "CPU us/request", "of bare");
    double bare = perSecond(rounds.firstEntry().getValue());
    rounds.forEach(
        (way, of) ->
            System.out.printf(
                "%-8s %,12.0f %9.3f %9.3f %15.1f %9.2f%n",
                way.name(),
                perSecond(of),
                median(of, round -> round.result().ms(0.5)),
                median(of, round -> round.result().ms(0.99)),
                median(of, Round::cpuMicros),
                perSecond(of) / bare));
  }

  private Round round(Way way) throws InterruptedException, ExecutionException, IOException {
    double before = cpu(way.processes());
    HttpLoad.Result result = HttpLoad.run(way.url(), way.requests(), connections, seconds);
    return new Round(result, (cpu(way.processes()) - before) / result.nanos().length);
  }

  private static double perSecond(List<Round> rounds) {
    return median(rounds, round -> round.result().perSecond());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    return rounds.stream().mapToDouble(of).sorted().skip(rounds.size() / 2).findFirst().orElse(0);
  }

  private Way visitors(String name, List<String> visitors, List<Long> processes) {
    return way(
        name, key("MILLRACE_URL"), "/v1/visitors/", key("MILLRACE_READ_KEY"), visitors, processes);
  }

  private static Way way(
      String name, String url, String path, String key, List<String> visitors, List<Long> pids) {
    return new Way(
        name,
        url,
        visitors.stream().map(visitor -> HttpLoad.get(url, path + visitor, key)).toList(),
        pids);
  }

  private static List<String> visitors(IntPredicate partition) {
    var visitors = new ArrayList<String>();
    for (int i = 0; i < VISITORS; i++) {
      if (partition.test(partition("read-" + i))) {
        visitors.add("read-" + i);
      }
    }
    return visitors;
  }

  // The partition count of one machine.
  private static int partition(String visitor) {
    return KeyPartitioner.partition(new VisitorKey(TENANT, visitor).toBytes(), 4);
  }

  /** A few events for each visitor. */
  private void send() throws IOException, InterruptedException {
    for (int round = 0; round < 3; round++) {
      var body = new StringBuilder();
      for (int i = 0; i < VISITORS; i++) {
        body.append(
            "{\"id\":\"r%d-%d\",\"type\":\"identify\",\"visitor\":\"read-%d\",\"userId\":\"read-%d\",\"traits\":{\"plan\":\"gold\",\"age\":41,\"city\":\"Gdansk\"}}\n"
                .formatted(round, i, i, i));
      }
      HttpResponse<String> answer =
          http.send(
              request("/v1/events", "MILLRACE_WRITE_KEY")
                  .header("Content-Type", "application/x-ndjson")
                  .POST(BodyPublishers.ofString(body.toString()))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(answer.body());
      }
    }
  }

  private String awaitRead(String visitor) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      HttpResponse<String> answer =
          http.send(
              request("/v1/visitors/" + visitor, "MILLRACE_READ_KEY").build(),
              BodyHandlers.ofString());
      if (answer.statusCode() == 200 && answer.body().contains("Gdansk")) {
        return answer.body();
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("the visitor does not come: " + answer.body());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private HttpRequest.Builder request(String path, String key) {
    return HttpRequest.newBuilder(URI.create(key("MILLRACE_URL") + path))
        .header("Authorization", "Bearer " + key(key));
  }

  /** The partitions of the visitors that the instance with this home owns. */
  private Set<Integer> partitions(Path home)
      throws IOException, InterruptedException, ExecutionException {
    String instance = Files.readString(home.resolve("streams").resolve("instance.id")).strip();
    var partitions = new HashSet<Integer>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", key("MILLRACE_KAFKA")))) {
      ConsumerGroupDescription group =
          admin
              .describeConsumerGroups(List.of(GROUP))
              .describedGroups()
              .values()
              .iterator()
              .next()
              .get();
      for (MemberDescription member : group.members()) {
        if (member.groupInstanceId().filter(id -> id.startsWith(instance)).isPresent()) {
          member.assignment().topicPartitions().stream()
              .filter(partition -> partition.topic().equals("events.browse"))
              .forEach(partition -> partitions.add(partition.partition()));
        }
      }
    }
    return partitions;
  }

  private static Process startBare(Path payload, int redisPort) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(InstanceHeap.OPTIONS);
    command.addAll(
        List.of(
            "-cp",
            withoutTheService(System.getProperty("java.class.path", "")),
            BareService.class.getName(),
            payload.toString(),
            Integer.toString(redisPort)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Some of its beans start with any server, and would not find a Kafka there. */
  private static String withoutTheService(String classPath) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(classPath)
        .filter(entry -> !SERVICE_MODULES.matcher(entry).find())
        .collect(joining(File.pathSeparator));
  }

  private static String portOf(Process bare) throws IOException {
    BufferedReader lines = bare.inputReader(UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("port ")) {
        return "http://127.0.0.1:" + line.substring("port ".length());
      }
    }
    throw new IOException("the bare server did not start");
  }

  private static @Nullable Process startRedis(int port) throws IOException, InterruptedException {
    Process redis;
    try {
      redis =
          new ProcessBuilder("redis-server", "--port", Integer.toString(port), "--save", "")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return null;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return redis;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static void end(@Nullable Process process) {
    if (process != null) {
      process.destroy();
    }
  }

  private static long servicePid(Path home) throws IOException {
    return Long.parseLong(Files.readString(home.resolve("run").resolve("service.pid")).strip());
  }

  /** The CPU time of the processes so far, in microseconds. */
  private static double cpu(List<Long> processes) {
    return processes.stream().mapToDouble(ReadBenchmark::cpu).sum();
  }

  private static double cpu(long pid) {
    try {
      return ProcessorTime.read(Path.of("/proc/" + pid + "/stat")).micros();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String key(String name) {
    String value = keys.get(name);
    if (value == null) {
      throw new IllegalStateException("keys.env must have " + name);
    }
    return value;
  }

  private static Map<String, String> read(Path home) throws IOException {
    var keys = new HashMap<String, String>();
    for (String line : Files.readAllLines(home.resolve("keys.env"))) {
      int equals = line.indexOf('=');
      keys.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return keys;
  }
}
