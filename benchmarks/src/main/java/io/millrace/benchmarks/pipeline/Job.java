package io.millrace.benchmarks.pipeline;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.KafkaNames;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.settings.ResourceLimits;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.streams.StreamsSettings;
import io.millrace.topologies.MillraceTopology;
import io.millrace.topologies.feature.ProgressListener;
import io.millrace.topologies.feature.TopologySettings;
import io.millrace.topologies.state.StoreMemory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * Processes all events once, in a process of its own, and prints the cost. Arguments: JOB BROKER
 * PIDS DIRECTORY EVENTS WARM_UP PARTITIONS STATE_MEMORY STREAM_THREADS NUMBER. The processes are
 * the broker's and those of other instances that share the work; without any this is one of the
 * others, which works until it is killed.
 */
final class Job {
  static final Topics TOPICS = new Topics("");
  private static final String RULES = "rules-";
  private static final long LOOK_EVERY_MS = 20;
  private static final long MEMORY_EVERY_NANOS = 5_000_000_000L;

  private final String name;
  private final String broker;
  private final List<ProcessHandle> brokerAndOthers;
  private final long events;
  private final long warmUp;
  private final int partitions;
  private final ResourceLimits resources;
  private final int number;
  private final List<Long> resident = new ArrayList<>();
  private long lookedAtMemory = System.nanoTime();
  private final AtomicLong duplicates = new AtomicLong();
  private final Set<String> inputs =
      Arrays.stream(EventType.values())
          .map(type -> TOPICS.events(type).name())
          .collect(Collectors.toSet());

  private Job(String[] args) {
    this.name = args[0];
    this.broker = args[1];
    this.brokerAndOthers =
        Stream.of(args[2].split(","))
            .filter(pid -> !pid.isEmpty())
            .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
            .toList();
    this.events = Long.parseLong(args[4]);
    this.warmUp = Long.parseLong(args[5]);
    this.partitions = Integer.parseInt(args[6]);
    this.resources = new ResourceLimits(Long.parseLong(args[7]), Integer.parseInt(args[8]));
    this.number = Integer.parseInt(args[9]);
  }

  public static void main(String[] args) throws Exception {
    new Job(args).run(Path.of(args[3]));
  }

  /** All counters at one time. */
  private record Snapshot(
      long processed,
      long nanos,
      Duration cpu,
      ThreadTimes threads,
      Duration brokerCpu,
      List<ProducerTotals> produced,
      double longestPunctuation) {}

  private void run(Path directory) throws InterruptedException, ExecutionException {
    ServiceSettings settings =
        new ServiceSettings(
                ServiceSettings.LOOPBACK,
                0,
                broker,
                "",
                partitions,
                directory.resolve(name),
                "benchmark-" + name,
                new ServiceSettings.ClickHouseEndpoint("", "", "", ""),
                "",
                List.of())
            .with(resources);
    var properties = StreamsSettings.of(settings, number);
    try (var streams = new KafkaStreams(topology(), properties);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      streams.start();
      if (brokerAndOthers.isEmpty()) {
        Thread.currentThread().join();
      }
      Snapshot start = await(warmUp, streams, admin);
      Snapshot end = await(events, streams, admin);
      print(start, end);
    }
  }

  /** The number of segments of each tenant in a job called {@code rules-N}. */
  static int rules(String job) {
    return job.startsWith(RULES) ? Integer.parseInt(job.substring(RULES.length())) : 0;
  }

  private Topology topology() {
    return switch (rules(name) > 0 ? "millrace" : name) {
      case "read" -> BareTopology.read(TOPICS);
      case "bare" -> BareTopology.build(TOPICS);
      case "millrace" ->
          MillraceTopology.build(
              TOPICS,
              TopologySettings.defaults(partitions)
                  .withRecentBytes(StoreMemory.recentBytes(resources.stateMemoryBytes())),
              (_, _) -> duplicates.incrementAndGet(),
              ProgressListener.UNTOLD);
      default ->
          throw new IllegalArgumentException(
              "a job must be read, bare, millrace or rules-N, but was " + name);
    };
  }

  private Snapshot await(long target, KafkaStreams streams, Admin admin)
      throws InterruptedException, ExecutionException {
    while (true) {
      long processed = committed(admin);
      if (processed >= target) {
        return new Snapshot(
            processed,
            System.nanoTime(),
            cpu().plus(others().map(Job::cpu).reduce(Duration.ZERO, Duration::plus)),
            ThreadTimes.now(),
            cpu(brokerProcess()),
            ProducerTotals.by(streams),
            longestPunctuation(streams));
      }
      if (streams.state().hasCompletedShutdown() || streams.state() == KafkaStreams.State.ERROR) {
        throw new IllegalStateException("Kafka Streams is " + streams.state());
      }
      lookAtMemory();
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
    }
  }

  private void lookAtMemory() {
    long now = System.nanoTime();
    if (now - lookedAtMemory >= MEMORY_EVERY_NANOS) {
      lookedAtMemory = now;
      resident.add(ProcessMemory.residentMegabytes(ProcessHandle.current().pid()));
    }
  }

  /**
   * The longest punctuation of the last half minute, over all threads: how long the stream stood
   * still.
   */
  private static double longestPunctuation(KafkaStreams streams) {
    return streams.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().group().equals(KafkaNames.THREAD_METRICS))
        .filter(metric -> metric.getKey().name().equals(KafkaNames.LONGEST_PUNCTUATION))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .max()
        .orElse(Double.NaN);
  }

  /**
   * Events that are processed and committed. They were not written in transactions, so offsets have
   * no gaps.
   */
  private long committed(Admin admin) throws InterruptedException, ExecutionException {
    long sum = 0;
    var offsets =
        admin.listConsumerGroupOffsets("benchmark-" + name).partitionsToOffsetAndMetadata().get();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
      if (offset.getValue() != null && inputs.contains(offset.getKey().topic())) {
        sum += offset.getValue().offset();
      }
    }
    return sum;
  }

  private ProcessHandle brokerProcess() {
    return brokerAndOthers.getFirst();
  }

  private Stream<ProcessHandle> others() {
    return brokerAndOthers.stream().skip(1);
  }

  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static Duration cpu() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Duration.ofNanos(system.getProcessCpuTime());
  }

  private void print(Snapshot start, Snapshot end) {
    long count = end.processed - start.processed;
    double seconds = (end.nanos - start.nanos) / 1e9;
    System.out.printf(
        "%-9s %,9.0f events/s   app CPU %5.1f us/event   broker CPU %5.1f us/event   peak RSS"
            + " %,d MB (broker %,d MB)%n",
        name,
        count / seconds,
        end.cpu.minus(start.cpu).toNanos() / 1e3 / count,
        end.brokerCpu.minus(start.brokerCpu).toNanos() / 1e3 / count,
        ProcessMemory.peakMegabytes(ProcessHandle.current().pid()),
        ProcessMemory.peakMegabytes(brokerProcess().pid()));
    System.out.println(end.threads.minus(start.threads).per(count));
    System.out.printf("          resident MB, every 5 s: %s%n", resident);
    System.out.printf("          longest punctuation %.0f ms%n", end.longestPunctuation);
    var lines = new ArrayList<String>();
    for (ProducerTotals now : end.produced) {
      lines.add(now.minus(ProducerTotals.of(now.topic(), start.produced)).per(count));
    }
    lines.stream().sorted().forEach(System.out::println);
    if (duplicates.get() > 0) {
      System.out.printf("          duplicates left out: %,d%n", duplicates.get());
    }
  }
}
