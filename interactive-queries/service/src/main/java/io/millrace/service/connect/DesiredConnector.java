package io.millrace.service.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serdes.definition.Definition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The desired connector: the body of its definition, as JSON. The topic of definitions keeps only
 * the newest record, so the body contains the earlier configurations itself.
 *
 * @param revision of the definition: any write by the operator is a new one, and restarts the
 *     retries
 * @param versions all configurations, the current one last; never empty
 */
record DesiredConnector(
    String name, long revision, ConfigOwner owner, DesiredState state, List<Version> versions) {
  static final int MAX_VERSIONS = 20;

  /** Fields of a later version are ignored. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  DesiredConnector {
    versions = List.copyOf(versions);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("a connector must have a configuration, but has none");
    }
  }

  /**
   * A configuration.
   *
   * @param at epoch milliseconds
   */
  record Version(int version, long at, Map<String, String> config) {
    Version {
      config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    }
  }

  /** The stored form. Of a removed connector only its last version number is kept. */
  private record Body(
      @JsonProperty("removed") boolean removed,
      @JsonProperty("version") int version,
      @JsonProperty("owner") ConfigOwner owner,
      @JsonProperty("state") DesiredState state,
      @JsonProperty("versions") List<Version> versions) {}

  static DesiredConnector first(
      String name,
      ConfigOwner owner,
      DesiredState state,
      int version,
      long at,
      Map<String, String> to) {
    return new DesiredConnector(name, 0, owner, state, List.of(new Version(version, at, to)));
  }

  /** Empty if the connector was removed. */
  static Optional<DesiredConnector> of(Definition definition) {
    Body body = body(definition);
    return body.removed()
        ? Optional.empty()
        : Optional.of(
            new DesiredConnector(
                definition.name(),
                definition.version(),
                body.owner(),
                body.state(),
                body.versions()));
  }

  /** The last version number, also of a removed connector. */
  static int lastVersion(Definition definition) {
    return body(definition).version();
  }

  String toJson() {
    return json(new Body(false, version(), owner, state, versions));
  }

  /** The body that remains of a removed connector, so that Connect's is removed too. */
  String toJsonOfRemoved() {
    return json(new Body(true, version(), owner, state, List.of()));
  }

  Map<String, String> config() {
    return versions.getLast().config();
  }

  /** As Connect stores it, including the name. */
  Map<String, String> connectConfig() {
    var config = new TreeMap<>(config());
    config.put("name", name);
    return config;
  }

  int version() {
    return versions.getLast().version();
  }

  Optional<Version> version(int number) {
    return versions.stream().filter(version -> version.version() == number).findFirst();
  }

  DesiredConnector in(DesiredState wanted) {
    return new DesiredConnector(name, revision, owner, wanted, versions);
  }

  DesiredConnector of(ConfigOwner whose) {
    return new DesiredConnector(name, revision, whose, state, versions);
  }

  /** A copy with another configuration, as the next version; unchanged if it is equal. */
  DesiredConnector with(Map<String, String> config, long at) {
    if (config.equals(config())) {
      return this;
    }
    var all = new ArrayList<>(versions);
    all.add(new Version(version() + 1, at, config));
    return new DesiredConnector(
        name,
        revision,
        owner,
        state,
        all.subList(Math.max(0, all.size() - MAX_VERSIONS), all.size()));
  }

  private static Body body(Definition definition) {
    try {
      return JSON.readValue(definition.body(), Body.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a connector's definition cannot be read", e);
    }
  }

  private static String json(Body body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
