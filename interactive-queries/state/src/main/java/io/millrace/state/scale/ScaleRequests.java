package io.millrace.state.scale;

import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.LayoutKind;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.layout.ScalingDefinition;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.KafkaException;

/** Accepts requests to move, or rejects them with the reason. */
@Singleton
public final class ScaleRequests {
  /** More would cost more memory and files than any number of instances would make up for. */
  static final int MAX_PARTITIONS = 512;

  private final ServiceSettings settings;
  private final CurrentLayout layouts;
  private final LayoutGenerations generations;
  private final StreamsHost streams;
  private final LongRunning builds;
  private final DefinitionWriter writer;
  private final InstantSource clock;

  ScaleRequests(
      ServiceSettings settings,
      CurrentLayout layouts,
      LayoutGenerations generations,
      StreamsHost streams,
      LongRunning builds,
      DefinitionWriter writer,
      InstantSource clock) {
    this.settings = settings;
    this.layouts = layouts;
    this.generations = generations;
    this.streams = streams;
    this.builds = builds;
    this.writer = writer;
    this.clock = clock;
  }

  /** Begins a move; one at a time. */
  public synchronized void begin(int partitions) throws InterruptedException {
    ScalingDefinition now = layouts.scaling();
    check(now, partitions);
    checkSpace(now.current());
    ScalingDefinition next = now.begin(settings.applicationId(), partitions, clock.millis());
    var _ = writer.put(CurrentLayout.KEY, LayoutKind.INSTANCE.print(next)).orThrow();
  }

  private void check(ScalingDefinition now, int partitions) {
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      throw new FailureException(
          new Failure.Invalid(
              "partitions must be 1 to %d, but was %d".formatted(MAX_PARTITIONS, partitions),
              "partitions"));
    }
    now.move()
        .ifPresent(
            move -> {
              throw conflict(
                  "a move to %d partitions is in progress; see GET /v1/scale"
                      .formatted(move.to().partitions()));
            });
    if (now.current().partitions() == partitions) {
      throw conflict("there are %d partitions already".formatted(partitions));
    }
    if (!streams.running()) {
      throw new FailureException(
          new Failure.NotReady(
              "a move begins while every partition is processed, but Kafka Streams is not running",
              5));
    }
    if (builds.anyInProgress()) {
      throw conflict(
          "a segment is being built, which writes to every partition; GET /v1/segments says when it"
              + " is done");
    }
  }

  /** A copy of the changelogs will be beside them, and one of the stores. */
  private void checkSpace(PartitionLayout layout) throws InterruptedException {
    try {
      checkKafka(layout);
      Path stores = settings.stateDir();
      if (Files.isDirectory(stores)) {
        require("the state stores", size(stores), Files.getFileStore(stores).getUsableSpace());
      }
    } catch (ExecutionException | KafkaException | IOException e) {
      throw new FailureException(
          new Failure.NotReady("the free disk space cannot be determined: " + e.getMessage(), 5));
    }
  }

  private void checkKafka(PartitionLayout layout) throws InterruptedException, ExecutionException {
    Set<String> changelogs =
        LayoutGenerations.STORES.stream()
            .map(store -> LayoutGenerations.changelog(layout, store.name()))
            .collect(Collectors.toSet());
    try (Admin admin = generations.admin()) {
      var brokers = admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList();
      for (var directories : admin.describeLogDirs(brokers).allDescriptions().get().values()) {
        for (LogDirDescription directory : directories.values()) {
          long used =
              directory.replicaInfos().entrySet().stream()
                  .filter(replica -> changelogs.contains(replica.getKey().topic()))
                  .mapToLong(replica -> replica.getValue().size())
                  .sum();
          OptionalLong usable = directory.usableBytes();
          require("the changelogs", used, usable.orElse(Long.MAX_VALUE));
        }
      }
    }
  }

  private static void require(String what, long used, long usable) {
    if (usable < used) {
      throw conflict(
          "a copy of %s needs %,d bytes beside them, but %,d are free"
              .formatted(what, used, usable));
    }
  }

  private static long size(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.mapToLong(ScaleRequests::length).sum();
    }
  }

  /** RocksDB may delete files at any time. */
  private static long length(Path file) {
    return file.toFile().isFile() ? file.toFile().length() : 0;
  }

  private static FailureException conflict(String detail) {
    return new FailureException(new Failure.Conflict(detail));
  }
}
