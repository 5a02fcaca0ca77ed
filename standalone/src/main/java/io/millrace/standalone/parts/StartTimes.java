package io.millrace.standalone.parts;

import io.millrace.standalone.home.Home;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start duration of each part, counted from the start of the JVM. */
public final class StartTimes {
  private static final Logger LOG = LoggerFactory.getLogger(StartTimes.class);

  private final Map<Part, Duration> ready = new EnumMap<>(Part.class);

  /** The uptime of this JVM; its process began as the launcher, which may build. */
  public static Duration sinceStart() {
    return Duration.ofMillis(
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  /** Stores the durations of a start, for {@link #last}. */
  static void keep(Home home, Duration ready, StartTimes times) {
    try {
      Files.writeString(file(home), "%s (%s)\n".formatted(seconds(ready), times));
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file(home), e.getMessage());
    }
  }

  /** The durations of the last start as text; {@code ""} if unknown. */
  public static String last(Home home) {
    try {
      return Files.readString(file(home)).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static Path file(Home home) {
    return home.run().resolve("start-time");
  }

  synchronized void ready(Part part) {
    ready.put(part, sinceStart());
  }

  /** {@code broker 1.4 s, clickhouse 0.9 s}. */
  @Override
  public synchronized String toString() {
    var text = new StringJoiner(", ");
    ready.forEach((part, time) -> text.add(part.wireName() + " " + seconds(time)));
    return text.toString();
  }

  /** A duration in seconds with one decimal, such as {@code 1.4 s}. */
  public static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
