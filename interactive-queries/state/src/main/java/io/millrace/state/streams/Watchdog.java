package io.millrace.state.streams;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServerThread;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every few seconds for what only a new process can fix: a deadlock, and a stream thread
 * that no longer polls for records although it should.
 */
@Singleton
public final class Watchdog extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Longer than any record, punctuation or commit may take. */
  static final Duration STANDSTILL = Duration.ofMinutes(5);

  private final Supplier<Map<String, Double>> polls;
  private final LongSupplier clock;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<String, Progress> progress = new HashMap<>();
  private volatile @Nullable String trouble;

  /** How often a thread had polled, and since when it is that often. */
  private record Progress(double polls, long sinceMs) {}

  @Inject
  Watchdog(StreamsHost host) {
    this(() -> polls(host), () -> System.nanoTime() / 1_000_000);
  }

  /**
   * Watches other threads.
   *
   * @param polls how often each stream thread that should run has polled so far
   */
  Watchdog(Supplier<Map<String, Double>> polls, LongSupplier clock) {
    super("millrace-watchdog");
    this.polls = polls;
    this.clock = clock;
  }

  /** The problem, as a sentence; empty if the last check found nothing. */
  public Optional<String> problem() {
    return Optional.ofNullable(trouble);
  }

  /** One check; for one thread. */
  void check() {
    var found = new ArrayList<String>();
    found.addAll(deadlocks());
    found.addAll(standstills());
    String now = found.isEmpty() ? null : String.join("; ", found);
    if (now != null && !now.equals(trouble)) {
      LOG.error("this process cannot recover by itself: {}", now);
    }
    trouble = now;
  }

  private List<String> deadlocks() {
    long[] ids = threads.findDeadlockedThreads();
    if (ids == null) {
      return List.of();
    }
    String names =
        Arrays.stream(threads.getThreadInfo(ids))
            .filter(Objects::nonNull)
            .map(ThreadInfo::getThreadName)
            .sorted()
            .collect(Collectors.joining(", "));
    return List.of("deadlocked threads: " + names);
  }

  private List<String> standstills() {
    long now = clock.getAsLong();
    Map<String, Double> counts = polls.get();
    progress.keySet().retainAll(counts.keySet());
    var found = new ArrayList<String>();
    counts.forEach(
        (name, count) -> {
          Progress last =
              progress.compute(
                  name,
                  (_, known) ->
                      known == null || known.polls != count ? new Progress(count, now) : known);
          long stands = now - last.sinceMs;
          if (stands >= STANDSTILL.toMillis()) {
            found.add("%s has not polled for %d s".formatted(name, stands / 1_000));
          }
        });
    return found;
  }

  /** Of the threads of an application that runs. */
  static Map<String, Double> polls(StreamsHost host) {
    if (host.streams() instanceof Outcome.Done<KafkaStreams>(var streams)
        && streams.state() == KafkaStreams.State.RUNNING) {
      Map<String, Double> polls = ThreadMetrics.read(streams, KafkaNames.POLLS);
      // One that ended for good has no more to do.
      var alive =
          streams.metadataForLocalThreads().stream()
              .map(one -> one.threadName())
              .collect(Collectors.toSet());
      polls.keySet().retainAll(alive);
      return polls;
    }
    return Map.of();
  }

  @Override
  protected void run() throws InterruptedException {
    while (true) {
      Thread.sleep(EVERY);
      check();
    }
  }
}
