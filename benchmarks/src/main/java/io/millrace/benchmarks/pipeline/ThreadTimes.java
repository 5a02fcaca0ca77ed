package io.millrace.benchmarks.pipeline;

import io.millrace.benchmarks.measure.ProcessorTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processor time of the threads of this process, from Linux; empty if the system does not
 * report it. Threads of one kind are added up: their names differ by numbers only.
 *
 * @param micros by kind of thread
 */
record ThreadTimes(Map<String, Double> micros) {
  private static final Path TASKS = Path.of("/proc/self/task");

  static ThreadTimes now() {
    var micros = new TreeMap<String, Double>();
    if (Files.isDirectory(TASKS)) {
      try (Stream<Path> tasks = Files.list(TASKS)) {
        tasks.forEach(task -> add(task.resolve("stat"), micros));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new ThreadTimes(micros);
  }

  ThreadTimes minus(ThreadTimes before) {
    var difference = new TreeMap<String, Double>();
    micros.forEach(
        (kind, value) -> difference.put(kind, value - before.micros.getOrDefault(kind, 0.0)));
    return new ThreadTimes(difference);
  }

  /** A line with the busiest threads first. */
  String per(long events) {
    return micros.entrySet().stream()
        .filter(entry -> entry.getValue() / events >= 0.05)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(entry -> "%s %.1f".formatted(entry.getKey(), entry.getValue() / events))
        .collect(Collectors.joining(", ", "          us/event by thread: ", ""));
  }

  private static void add(Path stat, Map<String, Double> micros) {
    try {
      ProcessorTime time = ProcessorTime.read(stat);
      micros.merge(time.name().replaceAll("[-_ #:0-9]+$", ""), time.micros(), Double::sum);
    } catch (IOException e) {
      // The thread has ended in the meantime.
    }
  }
}
