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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace apply -f FILE}: brings definitions to what a file says. */
@Command(
    name = "apply",
    description = {
      "Create or change what a YAML file defines: a list 'rollups', each with name, dimensions,",
      "measures and, where wanted, filter. What says the same already stays as it is."
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
    JsonNode rollups = read().path("rollups");
    if (!rollups.isArray() || rollups.isEmpty()) {
      throw new CommandException(file + " must have a list 'rollups', but has none");
    }
    PrintWriter out = output.out();
    KeysFile.Contents contents = home.keys();
    boolean all = true;
    try (var api = new Api(() -> contents.addresses().url())) {
      for (JsonNode rollup : rollups) {
        all &= apply(rollup, contents.keys().admin(), api, out);
      }
    }
    out.flush();
    return all ? 0 : CommandException.FAILED;
  }

  private boolean apply(JsonNode rollup, String key, Api api, PrintWriter out)
      throws InterruptedException {
    String name = rollup.path("name").asText();
    if (name.isEmpty()) {
      throw new CommandException("each rollup in " + file + " must have a name, but one has none");
    }
    try {
      String path = "/v1/rollups/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
      Answer answer = api.put(path, key, rollup);
      out.printf(
          "rollup %-24s %s%n",
          name, answer.ok() ? answer.body().path("change").asText() : answer.problem());
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
