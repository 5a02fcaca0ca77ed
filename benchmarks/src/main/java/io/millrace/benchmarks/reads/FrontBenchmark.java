package io.millrace.benchmarks.reads;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.benchmarks.measure.InstanceHeap;
import io.millrace.benchmarks.measure.ProcessorTime;
import io.millrace.benchmarks.pipeline.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A visitor read over HTTP in three ways that give the same answer: by the fast path before the
 * framework, by an asynchronous route of the framework on the event loop, and by a route on threads
 * that may wait. One service process answers them all, in turns, with a broker beside it and
 * nothing else to do. Usage: {@code FrontBenchmark [SECONDS] [CONNECTIONS] [ROUNDS]}.
 */
public final class FrontBenchmark {
  private static final int VISITORS = 400;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private FrontBenchmark() {}

  /** One round of one way. */
  private record Round(HttpLoad.Result result, double cpuMicros) {}

  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 4;
    int connections = args.length > 1 ? Integer.parseInt(args[1]) : 8;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    Path directory = Files.createTempDirectory("millrace-fronts");
    int port = BrokerProcess.freePort();
    Process broker =
        java(BrokerProcess.class, directory.resolve("kafka").toString(), Integer.toString(port));
    Process service = null;
    try {
      awaitLine(broker, "ready");
      service =
          java(FrontService.class, "127.0.0.1:" + port, directory.resolve("state").toString());
      String url = "http://127.0.0.1:" + awaitLine(service, "port ");
      send(url);
      measure(url, service.pid(), seconds, connections, rounds);
    } finally {
      if (service != null) {
        service.destroyForcibly().waitFor();
      }
      broker.destroyForcibly().waitFor();
    }
  }

  private static void measure(String url, long pid, double seconds, int connections, int rounds)
      throws Exception {
    var ways = new LinkedHashMap<String, List<byte[]>>();
    ways.put("fast path", requests(url, "/v1/visitors/", ""));
    ways.put("asynchronous route", requests(url, PlainVisitorsController.PATH, ""));
    ways.put("blocking route", requests(url, "/v1/visitors/", "?partial=false"));
    var measured = new LinkedHashMap<String, List<Round>>();
    for (Map.Entry<String, List<byte[]>> way : ways.entrySet()) {
      var _ = HttpLoad.run(url, way.getValue(), connections, 2 * seconds);
      measured.put(way.getKey(), new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, List<Round>> way : measured.entrySet()) {
        double before = cpu(pid);
        HttpLoad.Result result =
            HttpLoad.run(url, ways.getOrDefault(way.getKey(), List.of()), connections, seconds);
        way.getValue().add(new Round(result, (cpu(pid) - before) / result.nanos().length));
      }
    }
    System.out.printf("%d connections, %d rounds of %.1f s%n", connections, rounds, seconds);
    print(measured);
  }

  private static void print(Map<String, List<Round>> measured) {
    double first = 0;
    System.out.printf(
        "%-20s %12s %9s %9s %15s %9s%n",
        "medians", "requests/s", "p50 ms", "p99 ms", "CPU us/request", "ratio");
    for (Map.Entry<String, List<Round>> way : measured.entrySet()) {
      List<Round> of = way.getValue();
      double perSecond = median(of, round -> round.result().perSecond());
      first = first == 0 ? perSecond : first;
      System.out.printf(
          "%-20s %,12.0f %9.3f %9.3f %15.1f %9.2f%n",
          way.getKey(),
          perSecond,
          median(of, round -> round.result().ms(0.5)),
          median(of, round -> round.result().ms(0.99)),
          median(of, Round::cpuMicros),
          perSecond / first);
      of.forEach(round -> System.out.printf("  %,.0f", round.result().perSecond()));
      System.out.println();
    }
  }

  private static List<byte[]> requests(String url, String path, String query) {
    return IntStream.range(0, VISITORS)
        .mapToObj(i -> HttpLoad.get(url, path + "read-" + i + query, FrontService.READ_KEY))
        .toList();
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    return rounds.stream().mapToDouble(of).sorted().skip(rounds.size() / 2).findFirst().orElse(0);
  }

  /** Identifies each visitor, and waits until all ways give the same answer on the last one. */
  private static void send(String url) throws IOException, InterruptedException {
    var body = new StringBuilder();
    for (int i = 0; i < VISITORS; i++) {
      body.append(
          "{\"id\":\"f-%d\",\"type\":\"identify\",\"visitor\":\"read-%d\",\"userId\":\"read-%d\",\"traits\":{\"plan\":\"gold\",\"age\":41,\"city\":\"Gdansk\"}}\n"
              .formatted(i, i, i));
    }
    HttpRequest events =
        HttpRequest.newBuilder(URI.create(url + "/v1/events"))
            .header("Authorization", "Bearer " + FrontService.WRITE_KEY)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    await(url, events, "");
    for (int i = 0; i < VISITORS; i++) {
      await(url, get(url, "/v1/visitors/read-" + i), "Gdansk");
    }
    String fast = fields(await(url, get(url, "/v1/visitors/read-0"), "Gdansk"));
    String plain = fields(await(url, get(url, PlainVisitorsController.PATH + "read-0"), "Gdansk"));
    if (!fast.equals(plain)) {
      throw new IOException("the answers must be equal, but were " + fast + " and " + plain);
    }
  }

  /** All but the time of the answer and what follows from it. */
  private static String fields(HttpResponse<String> answer) {
    return answer.body().replaceAll("\"now\":\"[^\"]*\"", "") + answer.headers().map().keySet();
  }

  private static HttpRequest get(String url, String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + FrontService.READ_KEY)
        .build();
  }

  private static HttpResponse<String> await(String url, HttpRequest request, String text)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (true) {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 200 && answer.body().contains(text)) {
        return answer;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(url + " answers " + answer.body());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  static Process java(Class<?> main, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(InstanceHeap.OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** What follows the start of the first such line. */
  static String awaitLine(Process process, String start) throws IOException {
    BufferedReader lines = process.inputReader(UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(start)) {
        return line.substring(start.length());
      }
    }
    throw new IOException("a process ended before it said " + start);
  }

  /** What the process has used so far, in microseconds. */
  private static double cpu(long pid) throws IOException {
    return ProcessorTime.read(Path.of("/proc/" + pid + "/stat")).micros();
  }
}
