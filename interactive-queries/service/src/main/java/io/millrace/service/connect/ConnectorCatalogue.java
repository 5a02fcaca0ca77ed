package io.millrace.service.connect;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionSnapshot;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The defined connectors. Thread safe. */
@Singleton
final class ConnectorCatalogue {
  private final DefinitionSnapshot<Catalogue> connectors;

  ConnectorCatalogue(DefinitionLog log) {
    connectors =
        new DefinitionSnapshot<>(
            log,
            ConnectorKind.INSTANCE,
            new Catalogue(Map.of(), Set.of()),
            (_, all, unreadable) -> read(all, unreadable));
  }

  /**
   * The definitions.
   *
   * @param removed names that Connect must not have
   */
  record Catalogue(Map<String, DesiredConnector> connectors, Set<String> removed) {
    Catalogue {
      connectors = Collections.unmodifiableMap(new TreeMap<>(connectors));
      removed = Set.copyOf(removed);
    }
  }

  Catalogue current() {
    return connectors.current();
  }

  @Nullable DesiredConnector find(String name) {
    return current().connectors().get(name);
  }

  /** The connector of this name; throws with the nearest names if there is none. */
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
    return ConnectorKind.INSTANCE.key(Tenants.OPERATOR, name);
  }

  /** One that cannot be read is left alone in Connect. */
  private static Catalogue read(
      List<Definition> definitions, BiConsumer<Definition, Exception> unreadable) {
    var connectors = new TreeMap<String, DesiredConnector>();
    var removed = new TreeSet<String>();
    for (Definition definition : definitions) {
      try {
        ConnectorKind.INSTANCE
            .parse(definition)
            .ifPresentOrElse(
                one -> connectors.put(one.name(), one), () -> removed.add(definition.name()));
      } catch (InvalidDefinition e) {
        unreadable.accept(definition, e);
      }
    }
    return new Catalogue(connectors, removed);
  }
}
