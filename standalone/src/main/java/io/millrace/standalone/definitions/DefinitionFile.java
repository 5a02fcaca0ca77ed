package io.millrace.standalone.definitions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.service.ProductDefinitionKinds;
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
import java.util.Map;

/**
 * What a YAML file defines, in an order in which it can be applied: a definition comes after those
 * that it refers to, wherever they are in the file.
 */
public record DefinitionFile(List<Entry> entries) {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String SEGMENTS = "segments.yaml";

  public DefinitionFile {
    entries = List.copyOf(entries);
  }

  /**
   * One thing that the file defines.
   *
   * @param collection of its kind, such as {@code rollups}
   */
  public record Entry(DefinitionKind<?> kind, String collection, String name, JsonNode definition) {
    /** Writes the definition through the API of a service. */
    public JsonResponse apply(ApiClient api, String key) throws IOException, InterruptedException {
      String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
      return api.put("/v1/" + collection + "/" + encoded, key, definition);
    }
  }

  /** Reads a YAML file; throws {@link CommandException} with the faults of the file. */
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

  /** The segments that ship with the product. */
  public static DefinitionFile shippedSegments() {
    try {
      return parse(SEGMENTS, YAML.readTree(shippedSegmentsText()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The text of the shipped segments, with its comments. */
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
   * Parses the content of a file.
   *
   * @param file its name, for messages
   */
  static DefinitionFile parse(String file, JsonNode yaml) {
    var entries = new ArrayList<Entry>();
    var unknown = new ArrayList<String>();
    yaml.fieldNames().forEachRemaining(unknown::add);
    Map<String, DefinitionKind<?>> kinds = ProductDefinitionKinds.ALL.byCollection();
    for (var kind : kinds.entrySet()) {
      unknown.remove(kind.getKey());
      entries.addAll(inOrder(entries(file, kind.getValue(), kind.getKey(), yaml)));
    }
    if (entries.isEmpty() || !unknown.isEmpty()) {
      throw new CommandException(
          "%s must have a list %s, but has %s"
              .formatted(
                  file, names(kinds), unknown.isEmpty() ? "none" : String.join(", ", unknown)));
    }
    return new DefinitionFile(entries);
  }

  /** Such as {@code 'rollups', 'segments' or 'webhooks'}. */
  private static String names(Map<String, DefinitionKind<?>> kinds) {
    List<String> quoted = kinds.keySet().stream().map("'%s'"::formatted).toList();
    return String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.getLast();
  }

  private static Map<String, Entry> entries(
      String file, DefinitionKind<?> kind, String collection, JsonNode yaml) {
    var entries = new LinkedHashMap<String, Entry>();
    for (JsonNode definition : yaml.path(collection)) {
      String name = definition.path("name").asText();
      if (name.isEmpty()) {
        throw new CommandException(
            "each %s in %s must have a name, but one has none".formatted(kind.wireName(), file));
      }
      if (entries.putIfAbsent(name, new Entry(kind, collection, name, definition)) != null) {
        throw new CommandException(
            "each %s in %s must be unique, but %s is repeated"
                .formatted(kind.wireName(), file, name));
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
      entry.kind().references(entry.definition()).forEach(other -> take(other, left, ordered));
      ordered.add(entry);
    }
  }
}
