package io.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.KeysFile;
import io.millrace.standalone.parts.Part;
import io.millrace.standalone.parts.Processes;
import io.millrace.standalone.parts.StartTimes;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace status}: the parts that run on a home directory, and their health. */
@Command(
    name = "status",
    description = "Print what runs on the home directory; exit code 1 if a part is down.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = output.out();
    Home directory = home.home();
    KeysFile.Contents contents = home.keys();
    if (Processes.owners(directory).isEmpty()) {
      throw new CommandException("nothing runs on " + directory.directory());
    }
    out.printf("home        %s%n", directory.directory());
    parts(directory, contents, out);
    memory(directory, out);
    String startTime = StartTimes.last(directory);
    if (!startTime.isEmpty()) {
      out.printf("start-up    %s%n", startTime);
    }
    boolean well = service(contents, out);
    out.flush();
    return well ? 0 : CommandException.FAILED;
  }

  private static void parts(Home home, KeysFile.Contents contents, PrintWriter out) {
    for (Part part : Part.values()) {
      String state =
          Processes.owner(home, part).map(owner -> "process " + owner.pid()).orElse("not here");
      out.printf("%-12s%-16s%s%n", part.wireName(), state, address(part, contents));
    }
  }

  private static String address(Part part, KeysFile.Contents contents) {
    return switch (part) {
      case BROKER -> contents.addresses().kafka();
      case CLICKHOUSE -> contents.addresses().clickHouse();
      case WORKER -> contents.addresses().connect();
      case SERVICE -> contents.addresses().url();
    };
  }

  private static void memory(Home home, PrintWriter out) {
    var processes = new ArrayList<ProcessHandle>();
    for (ProcessHandle owner : Processes.owners(home)) {
      processes.add(owner);
      owner.descendants().forEach(processes::add);
    }
    long sum = 0;
    var each = new ArrayList<String>();
    for (ProcessHandle process : processes) {
      long bytes = Processes.residentBytes(process);
      sum += bytes;
      each.add("process %d: %,d MB".formatted(process.pid(), bytes >> 20));
    }
    out.printf("memory      %,d MB resident (%s)%n", sum >> 20, String.join(", ", each));
  }

  private static boolean service(KeysFile.Contents contents, PrintWriter out)
      throws InterruptedException {
    try (var api = new ApiClient(() -> contents.addresses().url())) {
      JsonResponse health = api.get("/health", "");
      String state = health.body().path("status").asText("HTTP " + health.status());
      out.printf("health      %s%n", state);
      JsonResponse status = api.get("/v1/status", contents.keys().admin());
      if (status.ok()) {
        state(status.body(), out);
      }
      return state.equals("UP");
    } catch (IOException e) {
      out.printf("health      no answer from %s%n", contents.addresses().url());
      return false;
    }
  }

  private static void state(JsonNode status, PrintWriter out) {
    JsonNode streams = status.path("streams");
    out.printf(
        "streams     %s, %,d records to go%n",
        streams.path("state").asText("?"), streams.path("lag").path("sum").asLong());
    var times = new ArrayList<String>();
    status
        .path("asOf")
        .properties()
        .forEach(source -> times.add(source.getKey() + " " + time(source.getValue())));
    out.printf("as of       %s%n", String.join(", ", times));
    for (JsonNode connector : status.path("connect").path("connectors")) {
      out.printf(
          "connector   %s %s, tasks %s%n",
          connector.path("name").asText(), connector.path("state").asText(), tasks(connector));
    }
    for (String part : List.of("connect", "clickhouse")) {
      if (!status.path(part).path("reachable").asBoolean()) {
        out.printf("%-12sdoes not answer the service%n", part);
      }
    }
  }

  private static String time(JsonNode milliseconds) {
    return milliseconds.isNumber()
        ? Instant.ofEpochMilli(milliseconds.asLong()).toString()
        : "nothing yet";
  }

  private static String tasks(JsonNode connector) {
    var states = new ArrayList<String>();
    connector.path("tasks").forEach(task -> states.add(task.asText()));
    return states.isEmpty() ? "none" : String.join(", ", states);
  }
}
