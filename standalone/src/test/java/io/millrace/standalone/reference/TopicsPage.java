package io.millrace.standalone.reference;

import static io.millrace.standalone.reference.MarkdownTable.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serdes.topic.HeaderNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.standalone.docs.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code topics.md}, from the catalogue of topics and the released schemas. */
final class TopicsPage {
  private static final Path SCHEMAS =
      Checkout.root().resolve("serdes/src/main/resources/io/millrace/serdes/avro");

  private TopicsPage() {}

  static String text() throws IOException {
    var topics = new Topics("");
    List<Topic<?, ?>> inputs = topics.inputs();
    StringBuilder page = ReferencePages.begin("topics.md");
    page.append(
        """
        After a [change of the number of partitions](../operate/scale.md), the topics that are new \
        have the suffix `-N`. The changelogs and the repartition topic of Kafka Streams begin with \
        the id of the application.

        """);
    var table = new MarkdownTable("topic", "partitions", "kept", "after a change of partitions");
    for (Topic<?, ?> topic : topics.all()) {
      table.row(
          code(topic.name()),
          topic.partitioned() ? "as the installation" : "1",
          kept(topic),
          inputs.stream().anyMatch(input -> input.name().equals(topic.name())) ? "new" : "same");
    }
    page.append(table);
    page.append("\nHeader of a replayed record: ").append(code(HeaderNames.REPLAY_OF));
    page.append(", with `topic/partition/offset` of the record that failed.\n");
    page.append("\n## Schemas\n\nValues are Avro single objects of these schemas.\n");
    for (Path schema : schemas().values()) {
      page.append(schema(new JsonMapper().readTree(schema.toFile())));
    }
    return page.toString();
  }

  private static String kept(Topic<?, ?> topic) {
    String retention = topic.config().get("retention.ms");
    return retention == null
        ? "the latest of each key"
        : Duration.ofMillis(Long.parseLong(retention)).toDays() + " days";
  }

  /** The newest version of each schema. */
  private static Map<String, Path> schemas() throws IOException {
    var newest = new TreeMap<String, Path>();
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      files
          .sorted()
          .forEach(file -> newest.put(String.valueOf(file.getFileName()).split("\\.", 2)[0], file));
    }
    return newest;
  }

  private static String schema(JsonNode schema) {
    var table = new MarkdownTable("field", "type", "meaning");
    for (JsonNode field : schema.path("fields")) {
      table.row(
          code(field.path("name").asText()),
          code(type(field.path("type"))),
          field.path("doc").asText());
    }
    return "%n### %s%n%n%s%n%n%s"
        .formatted(schema.path("name").asText(), schema.path("doc").asText(), table);
  }

  /** A type in short: {@code timestamp-millis}, {@code map of string}, {@code string or null}. */
  private static String type(JsonNode type) {
    if (type.isTextual()) {
      return type.asText();
    }
    if (type.isArray()) {
      var parts = new ArrayList<String>();
      type.forEach(part -> parts.add(type(part)));
      return String.join(" or ", parts);
    }
    if (type.has("fields")) {
      return "record of " + String.join(", ", type.path("fields").findValuesAsText("name"));
    }
    String own = type.path("logicalType").asText(type.path("name").asText());
    return switch (type.path("type").asText()) {
      case "array" -> "list of " + type(type.path("items"));
      case "map" -> "map of " + type(type.path("values"));
      case String plain -> own.isEmpty() ? plain : own;
    };
  }
}
