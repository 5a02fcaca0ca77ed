package io.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code millrace scale}: moves the running product to another partition count, and shows the
 * progress.
 */
@Command(
    name = "scale",
    description = {
      "Move the running product to another number of partitions, with all of its state. Events are",
      "accepted throughout; processing pauses during the last phase, whose length is printed at",
      "the end."
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final String PATH = "/v1/scale";

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(names = "--partitions", paramLabel = "COUNT", required = true, description = "1 to 512.")
  private int partitions;

  @Override
  public Integer call() throws InterruptedException {
    KeysFile.Contents contents = home.keys();
    String key = contents.keys().admin();
    try (var api = new ApiClient(() -> contents.addresses().url())) {
      ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("partitions", partitions);
      JsonResponse begun = api.post(PATH, key, wanted);
      if (!begun.ok()) {
        throw new CommandException("the service refuses: " + begun.problem());
      }
      return follow(api, key, output.out());
    } catch (IOException e) {
      throw new CommandException(
          "the service does not respond at %s; a move in progress continues when it is up again"
              .formatted(contents.addresses().url()));
    }
  }

  private static int follow(ApiClient api, String key, PrintWriter out)
      throws IOException, InterruptedException {
    String told = "";
    while (true) {
      JsonResponse answer = api.get(PATH, key);
      JsonNode move = answer.body().path("move");
      if (answer.ok() && move.isMissingNode()) {
        return end(answer.body().path("last"), out);
      }
      String line = answer.ok() ? line(move) : told;
      if (!line.equals(told)) {
        out.println(line);
        out.flush();
        told = line;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static String line(JsonNode move) {
    return "%-36s %,d of %,d records of state, %,d a second"
        .formatted(
            phase(move.path("phase").asText()),
            move.path("copied").asLong(),
            move.path("toCopy").asLong(),
            move.path("recordsPerSecond").asLong());
  }

  private static String phase(String phase) {
    return switch (phase) {
      case "copy" -> "copying while everything runs:";
      case "drain" -> "draining earlier events:";
      case "pause" -> "copying the rest:";
      case "start" -> "starting on the new partitions:";
      default -> phase + ":";
    };
  }

  private static int end(JsonNode last, PrintWriter out) {
    if (last.has("failure")) {
      throw new CommandException("the move was abandoned: " + last.path("failure").asText());
    }
    out.printf(
        "moved from %d to %d partitions: %,d records of state at %,d a second; new events waited"
            + " for up to %,d ms%n",
        last.path("from").asInt(),
        last.path("to").asInt(),
        last.path("copied").asLong(),
        last.path("recordsPerSecond").asLong(),
        last.path("pausedMs").asLong());
    return 0;
  }
}
