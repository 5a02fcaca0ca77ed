package io.millrace.benchmarks.pipeline;

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
 * Starts a broker, writes the events ahead, and has each job process all of them: the bare
 * processor as a yardstick, and Millrace's topology. Figures count the events after the warm-up.
 *
 * <p>With {@code --partitions=4,16,64} all of that is done anew with each number of partitions.
 */
public final class PipelineBenchmark {
  private final Path directory;
  private final Options options;

  private PipelineBenchmark(Path directory, Options options) {
    this.directory = directory;
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    Options options = Options.of(args);
    Path directory = Files.createTempDirectory("millrace-benchmark");
    try {
      new PipelineBenchmark(directory, options).run();
    } finally {
      delete(directory);
    }
  }

  private void run() throws Exception {
    for (int partitions : options.partitions()) {
      run(partitions, directory.resolve(Integer.toString(partitions)));
    }
  }

  private void run(int partitions, Path home) throws Exception {
    int port = BrokerProcess.freePort();
    String bootstrap = "127.0.0.1:" + port;
    Process broker =
        java(
            List.of("-Xms256m", "-Xmx512m"),
            BrokerProcess.class,
            Files.createDirectories(home).resolve("kafka").toString(),
            Integer.toString(port));
    try {
      awaitReady(broker);
      double bytes = Preload.run(bootstrap, Job.TOPICS, partitions, options);
      System.out.printf(
          "%,d events of %.0f bytes, up to %,d visitors; the first %,d warm up; %d partitions%n",
          options.events(), bytes, options.visitors(), options.warmUp(), partitions);
      for (String job : options.jobs()) {
        Preload.define(bootstrap, Job.TOPICS, RuleSource.definitions(Job.rules(job)));
        job(job, bootstrap, broker.pid(), home, partitions);
      }
    } finally {
      broker.destroy();
      broker.waitFor();
    }
    delete(home);
  }

  private void job(String name, String bootstrap, long brokerPid, Path home, int partitions)
      throws Exception {
    var jvm =
        new ArrayList<String>(
            List.of(
                "-Xms384m",
                "-Xmn224m",
                "-Xmx640m",
                "-XX:SurvivorRatio=4",
                "-XX:TargetSurvivorRatio=90"));
    jvm.addAll(options.jvm());
    Process job =
        java(
            jvm,
            Job.class,
            name,
            bootstrap,
            Long.toString(brokerPid),
            home.toString(),
            Long.toString(options.events()),
            Long.toString(options.warmUp()),
            Integer.toString(partitions),
            Long.toString(options.stateMemory()));
    try (BufferedReader lines = output(job)) {
      lines.lines().forEach(System.out::println);
    }
    int code = job.waitFor();
    if (code != 0) {
      throw new IllegalStateException("the job %s ended with code %d".formatted(name, code));
    }
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
            "-XX:+UseSerialGC",
            "-Djava.net.preferIPv4Stack=true"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void awaitReady(Process broker) throws IOException {
    // Left open: the broker's output must have somewhere to go.
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
