package io.millrace.service.topology;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance says of itself; where it did not answer, why, and nothing else.
 *
 * @param instance where it answers the others, as {@code host:port}
 * @param unanswered why there is no answer from it
 * @param phase where it is between its start and its end
 * @param failure the last one, where it fails again and again
 * @param upSeconds since its process started
 */
@Schema(name = "TopologyInstance")
@JsonInclude(JsonInclude.Include.NON_NULL)
record InstanceView(
    String instance,
    @Nullable String unanswered,
    @Nullable String phase,
    @Nullable String failure,
    @Nullable String version,
    @Nullable Long upSeconds,
    List<ThreadView> threads,
    List<TaskView> tasks) {
  InstanceView {
    threads = List.copyOf(threads);
    tasks = List.copyOf(tasks);
  }

  static InstanceView unanswered(String instance, String why) {
    return new InstanceView(instance, why, null, null, null, null, List.of(), List.of());
  }

  /** A stream thread, and how many tasks it has. */
  @Schema(name = "TopologyThread")
  record ThreadView(String name, String state, int activeTasks, int standbyTasks) {}

  /**
   * A task as this instance has it.
   *
   * @param task as {@code SUBTOPOLOGY_PARTITION}
   * @param role {@code active}, {@code restoring} or {@code standby}
   * @param lagRecords of its inputs that wait, as last seen; 0 for a standby
   */
  @Schema(name = "TopologyTask")
  record TaskView(
      String task,
      int subTopology,
      int partition,
      String role,
      long lagRecords,
      List<StoreView> stores) {
    TaskView {
      stores = List.copyOf(stores);
    }
  }

  /**
   * A store of a task.
   *
   * @param doneRecords that came since it began to be restored or to follow
   * @param missingRecords that it lacks, as last seen
   * @param remainingMs how long it takes still, if it goes on as it does
   * @param approximateEntries as the engine estimates it
   * @param bytes of the files in use, for RocksDB; what is in memory only is not among them
   */
  @Schema(name = "TopologyStore")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StoreView(
      String store,
      String role,
      long doneRecords,
      long missingRecords,
      @Nullable Long remainingMs,
      @Nullable Long approximateEntries,
      @Nullable Long bytes) {}
}
