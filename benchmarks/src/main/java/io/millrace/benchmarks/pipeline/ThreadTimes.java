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
 * Which threads of this process have used how much processor time, as Linux tells it; nothing where
 * the system does not tell. Threads of one kind are added up: their names differ by numbers only.
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

  /** A line with those that matter, the busiest first. */
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
      // The thread has ended meanwhile.
    }
  }
}
