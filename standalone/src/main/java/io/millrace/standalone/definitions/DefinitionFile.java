package io.millrace.standalone.definitions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a YAML file defines, in an order in which it can be applied: a segment comes after those
 * that its rule asks for, wherever they are in the file.
 */
public record DefinitionFile(List<Entry> entries) {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String SEGMENTS = "segments.yaml";

  public DefinitionFile {
    entries = List.copyOf(entries);
  }

  /** What can be defined; the names are those of the lists, and of the paths of the API. */
  public enum Kind {
    ROLLUPS("rollup"),
    SEGMENTS("segment"),
    CONNECTORS("connector"),
    WEBHOOKS("webhook");

    private final String one;

    Kind(String one) {
      this.one = one;
    }

    /** One of them. */
    public String one() {
      return one;
    }

    String list() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One thing that the file defines. */
  public record Entry(Kind kind, String name, JsonNode definition) {
    /** Brings it to a service. */
    public JsonResponse apply(ApiClient api, String key) throws IOException, InterruptedException {
      String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
      return api.put("/v1/" + kind.list() + "/" + encoded, key, definition);
    }
  }

  public static DefinitionFile read(Path file) {
    try {
      return parse(file.toString(), YAML.readTree(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no file " + file);
    } catch (JsonProcessingException e) {
      throw new CommandException(file + " is not YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CommandException(file + " cannot be read: " + e.getMessage());
    }
  }

  /** The segments that ship. */
  public static DefinitionFile shippedSegments() {
    try {
      return parse(SEGMENTS, YAML.readTree(shippedSegmentsText()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The file of the segments that ship, with its comments. */
  public static String shippedSegmentsText() {
    try (InputStream in = DefinitionFile.class.getResourceAsStream(SEGMENTS)) {
      if (in == null) {
        throw new IllegalStateException("the build leaves the segments at " + SEGMENTS);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what was a file.
   *
   * @param file its name, for messages
   */
  static DefinitionFile parse(String file, JsonNode yaml) {
    var entries = new ArrayList<Entry>();
    var unknown = new ArrayList<String>();
    yaml.fieldNames().forEachRemaining(unknown::add);
    for (Kind kind : Kind.values()) {
      unknown.remove(kind.list());
      entries.addAll(inOrder(entries(file, kind, yaml.path(kind.list()))));
    }
    if (entries.isEmpty() || !unknown.isEmpty()) {
      throw new CommandException(
          "%s must have a list 'rollups', 'segments', 'connectors' or 'webhooks', but has %s"
              .formatted(file, unknown.isEmpty() ? "none" : String.join(", ", unknown)));
    }
    return new DefinitionFile(entries);
  }

  private static Map<String, Entry> entries(String file, Kind kind, JsonNode list) {
    var entries = new LinkedHashMap<String, Entry>();
    for (JsonNode definition : list) {
      String name = definition.path("name").asText();
      if (name.isEmpty()) {
        throw new CommandException(
            "each %s in %s must have a name, but one has none".formatted(kind.one, file));
      }
      if (entries.putIfAbsent(name, new Entry(kind, name, definition)) != null) {
        throw new CommandException(
            "each %s in %s must be there once, but %s is there again"
                .formatted(kind.one, file, name));
      }
    }
    return entries;
  }

  private static List<Entry> inOrder(Map<String, Entry> entries) {
    var left = new LinkedHashMap<>(entries);
    var ordered = new ArrayList<Entry>();
    for (String name : entries.keySet()) {
      take(name, left, ordered);
    }
    return ordered;
  }

  private static void take(String name, Map<String, Entry> left, List<Entry> ordered) {
    Entry entry = left.remove(name);
    if (entry != null) {
      if (entry.kind() == Kind.SEGMENTS) {
        entry
            .definition()
            .path("rule")
            .findValues("segment")
            .forEach(asked -> take(asked.asText(), left, ordered));
      }
      ordered.add(entry);
    }
  }
}
