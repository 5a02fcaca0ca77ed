package io.millrace.service.connect;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Nearest;
import io.millrace.state.problem.Refusal;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connectors as they are defined now. Thread safe. */
@Singleton
final class ConnectorCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectorCatalog.class);

  private final DefinitionLog log;
  private volatile Catalog seen = new Catalog(-1, Map.of(), Set.of());

  ConnectorCatalog(DefinitionLog log) {
    this.log = log;
  }

  /**
   * What is defined.
   *
   * @param changes of all definitions so far
   * @param removed names that Connect must not have
   */
  record Catalog(long changes, Map<String, Desired> connectors, Set<String> removed) {
    Catalog {
      connectors = Collections.unmodifiableMap(new TreeMap<>(connectors));
      removed = Set.copyOf(removed);
    }
  }

  Catalog current() {
    long changes = log.changes();
    Catalog last = seen;
    if (last.changes() != changes) {
      last = read(changes);
      seen = last;
    }
    return last;
  }

  @Nullable Desired find(String name) {
    return current().connectors().get(name);
  }

  /** The connector of this name; a refusal with the nearest names where there is none. */
  Desired named(String name) {
    Desired desired = find(name);
    if (desired == null) {
      throw new Refusal(
          new Failure.UnknownName(
              "connector", name, Nearest.of(name, current().connectors().keySet())));
    }
    return desired;
  }

  static DefinitionKey key(String name) {
    return new DefinitionKey(Definition.Kind.CONNECTOR, Tenants.OPERATOR, name);
  }

  private Catalog read(long changes) {
    var connectors = new TreeMap<String, Desired>();
    var removed = new TreeSet<String>();
    for (Definition definition : log.all()) {
      if (definition.kind() != Definition.Kind.CONNECTOR) {
        continue;
      }
      try {
        Optional<Desired> desired = Desired.of(definition);
        desired.ifPresentOrElse(
            one -> connectors.put(one.name(), one), () -> removed.add(definition.name()));
      } catch (RuntimeException e) {
        LOG.error("the connector {} cannot be read and is left alone", definition.name(), e);
      }
    }
    return new Catalog(changes, connectors, removed);
  }
}
