package io.millrace.service.connect;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
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
final class ConnectorCatalogue {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectorCatalogue.class);

  private final DefinitionLog log;
  private volatile Catalogue seen = new Catalogue(-1, Map.of(), Set.of());

  ConnectorCatalogue(DefinitionLog log) {
    this.log = log;
  }

  /**
   * What is defined.
   *
   * @param changes of all definitions so far
   * @param removed names that Connect must not have
   */
  record Catalogue(long changes, Map<String, DesiredConnector> connectors, Set<String> removed) {
    Catalogue {
      connectors = Collections.unmodifiableMap(new TreeMap<>(connectors));
      removed = Set.copyOf(removed);
    }
  }

  Catalogue current() {
    long changes = log.changes();
    Catalogue last = seen;
    if (last.changes() != changes) {
      last = read(changes);
      seen = last;
    }
    return last;
  }

  @Nullable DesiredConnector find(String name) {
    return current().connectors().get(name);
  }

  /** The connector of this name; a refusal with the nearest names where there is none. */
  DesiredConnector named(String name) {
    DesiredConnector desired = find(name);
    if (desired == null) {
      throw new FailureException(
          new Failure.UnknownName(
              "connector", name, NearestNames.of(name, current().connectors().keySet())));
    }
    return desired;
  }

  static DefinitionKey key(String name) {
    return new DefinitionKey(Definition.Kind.CONNECTOR, Tenants.OPERATOR, name);
  }

  private Catalogue read(long changes) {
    var connectors = new TreeMap<String, DesiredConnector>();
    var removed = new TreeSet<String>();
    for (Definition definition : log.all()) {
      if (definition.kind() != Definition.Kind.CONNECTOR) {
        continue;
      }
      try {
        Optional<DesiredConnector> desired = DesiredConnector.of(definition);
        desired.ifPresentOrElse(
            one -> connectors.put(one.name(), one), () -> removed.add(definition.name()));
      } catch (RuntimeException e) {
        LOG.error("the connector {} cannot be read and is left alone", definition.name(), e);
      }
    }
    return new Catalogue(changes, connectors, removed);
  }
}
