package io.millrace.service.topology;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report of an instance; if it did not respond, the reason, and nothing else.
 *
 * @param instance its address for the others, as {@code host:port}
 * @param unanswered why there is no response
 * @param phase of its life cycle
 * @param failure the last one, if it fails repeatedly
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

  /** A stream thread, and the number of its tasks. */
  @Schema(name = "TopologyThread")
  record ThreadView(String name, String state, int activeTasks, int standbyTasks) {}

  /**
   * A task on this instance.
   *
   * @param task as {@code SUBTOPOLOGY_PARTITION}
   * @param role {@code active}, {@code restoring} or {@code standby}
   * @param lagRecords of its inputs that are not processed, as last seen; 0 for a standby
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
   * @param doneRecords processed since its restoration, or its life as a standby, began
   * @param missingRecords that it lacks, as last seen
   * @param remainingMs the estimated time to completion at the current rate
   * @param approximateEntries as the engine estimates it
   * @param bytes of the files in use, for RocksDB; without what is in memory only
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
