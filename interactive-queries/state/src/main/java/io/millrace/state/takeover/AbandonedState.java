package io.millrace.state.takeover;

import io.millrace.serdes.topic.KafkaNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of tasks that were active when their process was killed. No checkpoint says up to which
 * offset it is committed, so it cannot be used: Kafka Streams opens it, reports an error, closes
 * and deletes it, and restores from the start, in the stream thread and while a rebalance waits for
 * it.
 *
 * <p>A release of Kafka Streams may keep these offsets elsewhere and write no checkpoints; to such
 * a release a directory without one is whole. So state is deleted only where the release is known
 * to write checkpoints, and is otherwise left to Kafka Streams.
 */
public final class AbandonedState {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedState.class);

  /** Releases that write a checkpoint at each clean stop; {@code KafkaNamesTest} shows it. */
  private static final Pattern WITH_CHECKPOINTS = Pattern.compile("4\\.2\\.\\d+");

  private static final String VERSION = "/kafka/kafka-streams-version.properties";

  private AbandonedState() {}

  /**
   * Deletes it. To be called by the process that holds the lock of the directory, before a task is
   * opened. What cannot be deleted is left to Kafka Streams.
   *
   * @param application the directory of a Kafka Streams application, with one for each task
   */
  public static void clear(Path application) {
    clear(application, version());
  }

  /**
   * Deletes it where this release of Kafka Streams writes checkpoints.
   *
   * @param version of Kafka Streams
   */
  static void clear(Path application, String version) {
    if (!WITH_CHECKPOINTS.matcher(version).matches()) {
      LOG.info(
          "state without a checkpoint is kept: Kafka Streams {} may not write checkpoints",
          version);
      return;
    }
    for (Path task : tasks(application)) {
      try {
        if (!Files.exists(task.resolve(KafkaNames.CHECKPOINT)) && !isEmpty(task)) {
          Utils.delete(task.toFile());
        }
      } catch (IOException e) {
        LOG.warn("the state that a killed process left in {} is not deleted yet", task, e);
      }
    }
  }

  /** The release of Kafka Streams that runs; empty where it does not say. */
  static String version() {
    var properties = new Properties();
    try (InputStream in = KafkaStreams.class.getResourceAsStream(VERSION)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      LOG.warn("the version of Kafka Streams cannot be read", e);
    }
    return properties.getProperty("version", "").strip();
  }

  /** As the directory of a task without stores is. */
  private static boolean isEmpty(Path task) throws IOException {
    try (var all = Files.list(task)) {
      return all.findAny().isEmpty();
    }
  }

  private static List<Path> tasks(Path application) {
    if (!Files.isDirectory(application)) {
      return List.of();
    }
    try (var all = Files.list(application)) {
      return all.filter(path -> KafkaNames.isTaskDirectory(path.getFileName().toString())).toList();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the state directory {} cannot be listed", application, e);
      return List.of();
    }
  }
}
