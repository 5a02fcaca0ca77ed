package io.millrace.service.visitors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The erasure of a visitor: the body of a definition, as JSON. It contains names only until it is
 * done.
 */
sealed interface Erasure {
  /** When it was requested, epoch milliseconds. */
  long requestedAt();

  /**
   * Not done yet.
   *
   * @param names of the visitor, as far as they are known
   */
  record Pending(long requestedAt, Set<String> names) implements Erasure {
    public Pending {
      names = Set.copyOf(names);
    }

    Pending with(Set<String> more) {
      var all = new TreeSet<>(names);
      all.addAll(more);
      return new Pending(requestedAt, all);
    }
  }

  /**
   * Done.
   *
   * @param removed rows by table
   */
  record Done(long requestedAt, long doneAt, Map<String, Long> removed) implements Erasure {}

  default String toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode().put("requestedAt", requestedAt());
    switch (this) {
      case Pending(_, var names) -> new TreeSet<>(names).forEach(json.putArray("names")::add);
      case Done(_, var doneAt, var removed) -> {
        json.put("doneAt", doneAt);
        ObjectNode rows = json.putObject("removed");
        removed.forEach(rows::put);
      }
    }
    return json.toString();
  }

  static Erasure fromJson(String body) {
    try {
      JsonNode json = new ObjectMapper().readTree(body);
      long requestedAt = json.path("requestedAt").asLong();
      if (json.has("doneAt")) {
        var removed = new LinkedHashMap<String, Long>();
        json.path("removed")
            .properties()
            .forEach(rows -> removed.put(rows.getKey(), rows.getValue().asLong()));
        return new Done(requestedAt, json.path("doneAt").asLong(), removed);
      }
      var names = new TreeSet<String>();
      json.path("names").forEach(name -> names.add(name.asText()));
      return new Pending(requestedAt, names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an erasure's definition is not JSON", e);
    }
  }
}
