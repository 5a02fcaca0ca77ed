package io.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.query.plan.QueryTimes;
import io.millrace.serdes.rollup.Grain;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace audit}: compares windows with the raw events, and prints the result. */
@Command(
    name = "audit",
    description = {
      "Compare closed windows of every tenant and rollup in the store and in ClickHouse with a",
      "recomputation from the raw events; exit code 1 if they differ or the result is unknown."
    })
public final class AuditCommand implements Callable<Integer> {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int SHOWN = 20;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "ISO 8601, such as 2026-05-20 or 2026-05-20T12:00:00Z; a day ago by default.")
  private String from = "";

  @Option(names = "--to", paramLabel = "TIME", description = "ISO 8601; now by default.")
  private String to = "";

  /** The result for one rollup of a tenant in one grain. */
  private static final class Line {
    long windows;
    final List<String> unsettled = new ArrayList<>();
    final List<JsonNode> drift = new ArrayList<>();
  }

  @Override
  public Integer call() throws InterruptedException {
    Instant end = to.isEmpty() ? Instant.now() : timestamp("--to", to);
    Instant start = from.isEmpty() ? end.minus(Duration.ofDays(1)) : timestamp("--from", from);
    if (!start.isBefore(end)) {
      throw new CommandException(
          CommandException.USAGE,
          "--to must be after --from, %s, but was %s".formatted(start, end));
    }
    KeysFile.Contents contents = home.keys();
    PrintWriter out = output.out();
    try (var api = new ApiClient(() -> contents.addresses().url(), LONG)) {
      return audit(api, contents.keys().admin(), start, end, out);
    } catch (IOException e) {
      throw new CommandException(
          "the service does not answer at " + contents.addresses().url() + "; is it up?");
    }
  }

  private static int audit(ApiClient api, String key, Instant start, Instant end, PrintWriter out)
      throws IOException, InterruptedException {
    boolean well = true;
    out.printf("%-20s %-24s %-5s %9s  %s%n", "tenant", "rollup", "grain", "windows", "result");
    for (JsonNode tenant : told(api.get("/v1/tenants", key)).path("tenants")) {
      for (Grain grain : Grain.values()) {
        Map<String, Line> lines = audit(api, key, tenant.asText(), grain, start, end);
        for (Map.Entry<String, Line> line : lines.entrySet()) {
          well &= print(tenant.asText(), line.getKey(), grain, line.getValue(), out);
        }
        out.flush();
      }
    }
    return well ? 0 : CommandException.FAILED;
  }

  private static Map<String, Line> audit(
      ApiClient api, String key, String tenant, Grain grain, Instant start, Instant end)
      throws IOException, InterruptedException {
    var lines = new LinkedHashMap<String, Line>();
    long step = perRequest(grain) * grain.widthMs();
    long first = grain.windowStart(start.toEpochMilli());
    for (long at = first; at < end.toEpochMilli(); at += step) {
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("tenant", tenant).put("grain", grain.wireName());
      request.put("from", Math.max(at, start.toEpochMilli()));
      request.put("to", Math.min(at + step, end.toEpochMilli()));
      for (JsonNode rollup : told(api.post("/v1/audit", key, request)).path("rollups")) {
        Line line = lines.computeIfAbsent(rollup.path("rollup").asText(), _ -> new Line());
        line.windows += rollup.path("windows").asLong();
        if (rollup.path("unsettled").asLong() > 0) {
          line.unsettled.add(rollup.path("lastUnsettled").asText());
        }
        rollup.path("drift").forEach(line.drift::add);
      }
    }
    return lines;
  }

  /** An hour, a day, a month of windows, in milliseconds. */
  private static long perRequest(Grain grain) {
    return switch (grain) {
      case MINUTE -> 60;
      case HOUR -> 24;
      case DAY -> 31;
    };
  }

  private static boolean print(
      String tenant, String rollup, Grain grain, Line line, PrintWriter out) {
    String result = result(line);
    out.printf(
        "%-20s %-24s %-5s %,9d  %s%n", tenant, rollup, grain.wireName(), line.windows, result);
    line.drift.stream()
        .limit(SHOWN)
        .forEach(
            drift ->
                out.printf(
                    "    %s %s %s: %s%n",
                    drift.path("window").asText(),
                    drift.path("dimensions"),
                    drift.path("measure").asText(),
                    drift.path("values")));
    return line.drift.isEmpty() && line.unsettled.isEmpty();
  }

  private static String result(Line line) {
    if (!line.drift.isEmpty()) {
      return "DRIFT in %,d measures".formatted(line.drift.size());
    } else if (!line.unsettled.isEmpty()) {
      return "unknown: " + line.unsettled.getFirst();
    }
    return line.windows == 0 ? "none closed" : "equal";
  }

  private static JsonNode told(JsonResponse answer) {
    if (!answer.ok()) {
      throw new CommandException("the service refuses: " + answer.problem());
    }
    return answer.body();
  }

  private static Instant timestamp(String option, String text) {
    try {
      return QueryTimes.instant(text);
    } catch (DateTimeException e) {
      throw new CommandException(
          CommandException.USAGE,
          "%s must be ISO 8601, such as 2026-05-20 or 2026-05-20T12:00:00Z, but was %s"
              .formatted(option, text));
    }
  }
}
