package io.millrace.benchmarks.pipeline;

import static java.util.stream.Collectors.joining;

import io.millrace.benchmarks.measure.InstanceHeap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts a broker, preloads the events, and has each job process all of them: the bare processor as
 * a baseline, and Millrace's topology. Figures cover the events after the warm-up.
 *
 * <p>With {@code --partitions=4,16,64} and {@code --instances=1,2,4} all of that is repeated with
 * each number of partitions and of instances, and a table of all of them ends the output. Several
 * instances keep standbys of each other, as those of the product do.
 */
public final class PipelineBenchmark {
  private final Path directory;
  private final BenchmarkOptions options;
  private final List<String> table = new ArrayList<>();

  private PipelineBenchmark(Path directory, BenchmarkOptions options) {
    this.directory = directory;
    this.options = options;
  }

  /**
   * Runs all jobs with the options of {@link BenchmarkOptions} and prints events per second and
   * costs per event.
   */
  public static void main(String[] args) throws Exception {
    BenchmarkOptions options = BenchmarkOptions.of(args);
    Path directory = Files.createTempDirectory("millrace-benchmark");
    try {
      new PipelineBenchmark(directory, options).run();
    } finally {
      delete(directory);
    }
  }

  private void run() throws Exception {
    for (int partitions : options.partitions()) {
      for (int instances : options.instances()) {
        run(partitions, instances, directory.resolve(partitions + "-" + instances));
      }
    }
    if (options.partitions().size() * options.instances().size() > 1) {
      System.out.println("partitions  instances");
      table.forEach(System.out::println);
    }
  }

  private void run(int partitions, int instances, Path home) throws Exception {
    int port = BrokerProcess.freePort();
    String bootstrap = "127.0.0.1:" + port;
    Process broker =
        java(
            List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx512m"),
            BrokerProcess.class,
            Files.createDirectories(home).resolve("kafka").toString(),
            Integer.toString(port));
    try {
      awaitReady(broker);
      double bytes = Preload.run(bootstrap, Job.TOPICS, partitions, options);
      System.out.printf(
          "%,d events of %.0f bytes, up to %,d visitors; the first %,d warm up; %d partitions,"
              + " %d instances%n",
          options.events(), bytes, options.visitors(), options.warmUp(), partitions, instances);
      for (String job : options.jobs()) {
        Preload.define(bootstrap, Job.TOPICS, RuleSource.definitions(Job.rules(job)));
        job(job, bootstrap, broker.pid(), home, partitions, instances);
      }
    } finally {
      broker.destroy();
      broker.waitFor();
    }
    delete(home);
  }

  /** The first instance measures, and the others share the work. */
  private void job(
      String name, String bootstrap, long brokerPid, Path home, int partitions, int instances)
      throws Exception {
    var helpers = new ArrayList<Process>();
    try {
      var measured = new ArrayList<Long>(List.of(brokerPid));
      for (int i = 1; i < instances; i++) {
        Process helper = instance(name, bootstrap, home, partitions, i, List.of());
        helpers.add(helper);
        measured.add(helper.pid());
      }
      Process first = instance(name, bootstrap, home, partitions, 0, measured);
      try (BufferedReader lines = output(first)) {
        lines.lines().forEach(line -> print(name, partitions, instances, line));
      }
      int code = first.waitFor();
      if (code != 0) {
        throw new IllegalStateException("the job %s ended with code %d".formatted(name, code));
      }
    } finally {
      for (Process helper : helpers) {
        helper.destroyForcibly().waitFor();
      }
    }
  }

  private void print(String name, int partitions, int instances, String line) {
    System.out.println(line);
    if (line.startsWith(name)) {
      table.add("%10d %10d  %s".formatted(partitions, instances, line));
    }
  }

  /**
   * Starts one instance.
   *
   * @param number 0 for the one that measures
   * @param measured the broker's process and those of the other instances, where it measures
   */
  private Process instance(
      String name, String bootstrap, Path home, int partitions, int number, List<Long> measured)
      throws IOException {
    var jvm = new ArrayList<String>(InstanceHeap.OPTIONS);
    jvm.addAll(options.jvm());
    return java(
        jvm,
        Job.class,
        name,
        bootstrap,
        measured.stream().map(String::valueOf).collect(joining(",")),
        home.resolve("instance-" + number).toString(),
        Long.toString(options.events()),
        Long.toString(options.warmUp()),
        Integer.toString(partitions),
        Long.toString(options.resources().stateMemoryBytes()),
        Integer.toString(options.resources().streamThreads()),
        Integer.toString(number + 1));
  }

  /** The JVM's options are those of the product. */
  private static Process java(List<String> jvm, Class<?> main, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:-UsePerfData",
            "-Djava.net.preferIPv4Stack=true"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void awaitReady(Process broker) throws IOException {
    // Not closed: the broker's output must be drained.
    String line = output(broker).readLine();
    if (!"ready".equals(line)) {
      throw new IllegalStateException("the broker did not start; it said " + line);
    }
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(PipelineBenchmark::deleteOne);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
