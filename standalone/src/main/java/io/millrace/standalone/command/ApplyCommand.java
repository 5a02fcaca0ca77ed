package io.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.definitions.DefinitionFile;
import io.millrace.standalone.definitions.DefinitionFile.Entry;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace apply -f FILE}: applies the definitions of a file. */
@Command(
    name = "apply",
    description = {
      "Create or change what a YAML file defines: a list 'rollups', each with name, dimensions,",
      "measures and, where wanted, filter; a list 'segments', each with name, rule and, where",
      "wanted, description and activate (when-ready or by-hand); a list 'connectors', each with",
      "name, config and, where wanted, state; and a list 'webhooks', each with name, url, segments",
      "and optionally secret. Definitions that are already identical are unchanged."
    })
public final class ApplyCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    List<Entry> entries = DefinitionFile.read(file).entries();
    PrintWriter out = output.out();
    KeysFile.Contents contents = home.keys();
    boolean all = true;
    try (var api = new ApiClient(() -> contents.addresses().url())) {
      for (Entry entry : entries) {
        all &= apply(entry, contents.keys().admin(), api, out);
      }
    }
    out.flush();
    return all ? 0 : CommandException.FAILED;
  }

  private static boolean apply(Entry entry, String key, ApiClient api, PrintWriter out)
      throws InterruptedException {
    try {
      JsonResponse answer = entry.apply(api, key);
      out.printf(
          "%s %-24s %s%n",
          entry.kind().wireName(),
          entry.name(),
          answer.ok() ? answer.body().path("change").asText() : answer.problem());
      String secret = answer.body().path("secret").asText();
      if (!secret.isEmpty() && !secret.equals("***")) {
        out.printf("  secret, shown this once: %s%n", secret);
      }
      for (JsonNode fault : answer.body().path("faults")) {
        out.printf("  %s: %s%n", fault.path("field").asText(), fault.path("problem").asText());
      }
      return answer.ok();
    } catch (IOException e) {
      throw new CommandException("the service does not answer at " + api.url() + "; is it up?");
    }
  }
}
