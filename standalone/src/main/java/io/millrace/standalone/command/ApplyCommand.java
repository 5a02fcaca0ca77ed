package io.millrace.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.standalone.CommandException;
import io.millrace.standalone.api.Answer;
import io.millrace.standalone.api.Api;
import io.millrace.standalone.home.KeysFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace apply -f FILE}: brings definitions to what a file says. */
@Command(
    name = "apply",
    description = {
      "Create or change what a YAML file defines: a list 'rollups', each with name, dimensions,",
      "measures and, where wanted, filter; a list 'connectors', each with name, config and,",
      "where wanted, state; and a list 'webhooks', each with name, url, segments and, where",
      "wanted, secret. What says the same already stays as it is."
    })
public final class ApplyCommand implements Callable<Integer> {
  private static final ObjectMapper YAML = new YAMLMapper();

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final Output output = new Output();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    List<Entry> entries = entries(read());
    PrintWriter out = output.out();
    KeysFile.Contents contents = home.keys();
    boolean all = true;
    try (var api = new Api(() -> contents.addresses().url())) {
      for (Entry entry : entries) {
        all &= apply(entry, contents.keys().admin(), api, out);
      }
    }
    out.flush();
    return all ? 0 : CommandException.FAILED;
  }

  /** One thing that the file defines. */
  private record Entry(Kind kind, String name, JsonNode definition) {}

  /** What can be defined; the names are those of the lists, and of the paths of the API. */
  private enum Kind {
    ROLLUPS("rollup"),
    CONNECTORS("connector"),
    WEBHOOKS("webhook");

    private final String one;

    Kind(String one) {
      this.one = one;
    }

    String list() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private List<Entry> entries(JsonNode yaml) {
    var entries = new ArrayList<Entry>();
    var unknown = new ArrayList<String>();
    yaml.fieldNames().forEachRemaining(unknown::add);
    for (Kind kind : Kind.values()) {
      unknown.remove(kind.list());
      for (JsonNode definition : yaml.path(kind.list())) {
        String name = definition.path("name").asText();
        if (name.isEmpty()) {
          throw new CommandException(
              "each %s in %s must have a name, but one has none".formatted(kind.one, file));
        }
        entries.add(new Entry(kind, name, definition));
      }
    }
    if (entries.isEmpty() || !unknown.isEmpty()) {
      throw new CommandException(
          "%s must have a list 'rollups', 'connectors' or 'webhooks', but has %s"
              .formatted(file, unknown.isEmpty() ? "none" : String.join(", ", unknown)));
    }
    return entries;
  }

  private static boolean apply(Entry entry, String key, Api api, PrintWriter out)
      throws InterruptedException {
    try {
      String name = URLEncoder.encode(entry.name(), StandardCharsets.UTF_8);
      Answer answer = api.put("/v1/" + entry.kind().list() + "/" + name, key, entry.definition());
      out.printf(
          "%s %-24s %s%n",
          entry.kind().one,
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

  private JsonNode read() {
    try {
      return YAML.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no file " + file);
    } catch (JsonProcessingException e) {
      throw new CommandException(file + " is not YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CommandException(file + " cannot be read: " + e.getMessage());
    }
  }
}
