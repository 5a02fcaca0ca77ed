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

/** How long each part took, counted from the start of the JVM. */
public final class StartTimes {
  private static final Logger LOG = LoggerFactory.getLogger(StartTimes.class);

  private final Map<Part, Duration> ready = new EnumMap<>(Part.class);

  /** How long this JVM has been running; its process began as the launcher, which may build. */
  public static Duration sinceStart() {
    return Duration.ofMillis(
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  /** Keeps what a start took, for {@link #last}. */
  static void keep(Home home, Duration ready, StartTimes times) {
    try {
      Files.writeString(file(home), "%s (%s)\n".formatted(seconds(ready), times));
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file(home), e.getMessage());
    }
  }

  /** What the last start took, in words; {@code ""} where that is not known. */
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

  public static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
