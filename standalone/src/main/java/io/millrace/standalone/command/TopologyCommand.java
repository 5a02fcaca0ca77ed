package io.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace topology}: the task assignment, the lag and the store sizes. */
@Command(
    name = "topology",
    description =
        "Print the instances, the partition assignment, the lag and the store sizes; exit "
            + "code 1 if a task is unassigned or an instance does not respond.")
public final class TopologyCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final CommandOutput output = new CommandOutput();

  /** A task over all instances. */
  private static final class Task {
    private String active = "unassigned";
    private boolean served;
    private long lag;
    private long entries;
    private long bytes;
    private final List<String> standbys = new ArrayList<>();
  }

  @Override
  public Integer call() throws InterruptedException {
    KeysFile.Contents contents = home.keys();
    String url = contents.addresses().url();
    try (var api = new ApiClient(() -> url)) {
      JsonResponse answer = api.get("/v1/topology", contents.keys().admin());
      if (!answer.ok()) {
        throw new CommandException("the service refuses: " + answer.problem());
      }
      return print(answer.body(), output.out()) ? 0 : CommandException.FAILED;
    } catch (IOException e) {
      throw new CommandException("the service does not answer at " + url + "; is it up?");
    }
  }

  /** Prints the topology, and returns whether everything is served and all instances respond. */
  static boolean print(JsonNode topology, PrintWriter out) {
    boolean well = instances(topology, out);
    for (JsonNode one : topology.path("subTopologies")) {
      out.printf("%nsub-topology %d%n", one.path("id").asInt());
      out.printf("  reads   %s%n", texts(one.path("sources")));
      out.printf("  stores  %s%n", texts(one.path("stores")));
      well &= tasks(one.path("id").asInt(), topology.path("instances"), out);
    }
    out.flush();
    return well;
  }

  private static boolean instances(JsonNode topology, PrintWriter out) {
    boolean all = true;
    out.printf(
        "%-22s %-12s %-16s %10s %7s %8s%n",
        "instance", "phase", "version", "up", "active", "standby");
    for (JsonNode one : topology.path("instances")) {
      String name = one.path("instance").asText();
      if (one.has("unanswered")) {
        all = false;
        out.printf("%-22s no answer: %s%n", name, one.path("unanswered").asText());
        continue;
      }
      out.printf(
          "%-22s %-12s %-16s %10s %7d %8d%n",
          name,
          one.path("phase").asText(),
          one.path("version").asText(),
          time(one.path("upSeconds").asLong()),
          sum(one.path("threads"), "activeTasks"),
          sum(one.path("threads"), "standbyTasks"));
      if (one.has("failure")) {
        out.printf("  fails: %s%n", one.path("failure").asText());
      }
      for (JsonNode thread : one.path("threads")) {
        if (!thread.path("state").asText().equals("RUNNING")) {
          out.printf(
              "  thread %s is %s%n", thread.path("name").asText(), thread.path("state").asText());
        }
      }
    }
    return all;
  }

  private static boolean tasks(int subTopology, JsonNode instances, PrintWriter out) {
    var tasks = new TreeMap<Integer, Task>();
    for (JsonNode instance : instances) {
      for (JsonNode task : instance.path("tasks")) {
        if (task.path("subTopology").asInt() == subTopology) {
          add(
              instance.path("instance").asText(),
              task,
              tasks.computeIfAbsent(task.path("partition").asInt(), _ -> new Task()));
        }
      }
    }
    out.printf(
        "  %9s  %-34s %-42s %9s %12s %9s%n",
        "partition", "active", "standbys", "lag", "entries", "size");
    boolean well = !tasks.isEmpty();
    for (Map.Entry<Integer, Task> one : tasks.entrySet()) {
      Task task = one.getValue();
      well &= task.served;
      out.printf(
          "  %9d  %-34s %-42s %,9d %,12d %9s%n",
          one.getKey(),
          task.active,
          task.standbys.isEmpty() ? "none" : String.join(", ", task.standbys),
          task.lag,
          task.entries,
          size(task.bytes));
    }
    return well;
  }

  private static void add(String instance, JsonNode task, Task to) {
    long missing = sum(task.path("stores"), "missingRecords");
    switch (task.path("role").asText()) {
      case "standby" ->
          to.standbys.add(instance + (missing == 0 ? "" : " (%,d behind)".formatted(missing)));
      case "restoring" ->
          to.active =
              "%s (%,d of %,d to go)"
                  .formatted(instance, missing, missing + sum(task.path("stores"), "doneRecords"));
      default -> {
        to.active = instance;
        to.served = true;
        to.lag = task.path("lagRecords").asLong();
        to.entries = sum(task.path("stores"), "approximateEntries");
        to.bytes = sum(task.path("stores"), "bytes");
      }
    }
  }

  private static long sum(JsonNode list, String field) {
    long sum = 0;
    for (JsonNode one : list) {
      sum += one.path(field).asLong();
    }
    return sum;
  }

  private static String texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  private static String time(long seconds) {
    Duration up = Duration.ofSeconds(seconds);
    return up.toHours() > 0
        ? "%d h %d m".formatted(up.toHours(), up.toMinutesPart())
        : "%d m %d s".formatted(up.toMinutes(), up.toSecondsPart());
  }

  private static String size(long bytes) {
    return bytes < 1 << 20 ? "%,d KB".formatted(bytes >> 10) : "%,d MB".formatted(bytes >> 20);
  }
}
