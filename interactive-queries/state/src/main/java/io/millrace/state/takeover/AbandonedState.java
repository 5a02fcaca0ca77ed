package io.millrace.state.takeover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of tasks that were active when their process was killed. No checkpoint tells up to
 * where it was committed, so it is useless: Kafka Streams opens it, reports an error, closes and
 * deletes it, and restores it from scratch, in the stream thread and while a rebalance waits for
 * it.
 */
public final class AbandonedState {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedState.class);
  private static final Pattern TASK = Pattern.compile("\\d+_\\d+");
  private static final String CHECKPOINT = ".checkpoint";

  private AbandonedState() {}

  /**
   * Deletes it. To be called by the process that holds the lock of the directory, before a task is
   * opened. What cannot be deleted is left to Kafka Streams.
   *
   * @param application the directory of a Kafka Streams application, with one for each task
   */
  public static void clear(Path application) {
    for (Path task : tasks(application)) {
      try {
        if (!Files.exists(task.resolve(CHECKPOINT))) {
          Utils.delete(task.toFile());
        }
      } catch (IOException e) {
        LOG.warn("the state that a killed process left in {} is not deleted yet", task, e);
      }
    }
  }

  private static List<Path> tasks(Path application) {
    if (!Files.isDirectory(application)) {
      return List.of();
    }
    try (var all = Files.list(application)) {
      return all.filter(path -> TASK.matcher(path.getFileName().toString()).matches()).toList();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the state directory {} cannot be listed", application, e);
      return List.of();
    }
  }
}
