package io.millrace.service.rollups;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.query.rollups.RollupCatalogue;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionChange;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.definition.InvalidDefinition;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupJson;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionRoom;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.definitions.Written;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Writes the rollups of tenants. */
@Singleton
final class RollupEditor {
  /** Until then every instance has read the definition. */
  private static final Duration IN_FORCE_AFTER = Duration.ofSeconds(2);

  private final RollupCatalogue catalog;
  private final DefinitionLog log;
  private final DefinitionWriter writer;
  private final InstantSource clock;

  RollupEditor(
      RollupCatalogue catalog, DefinitionLog log, DefinitionWriter writer, InstantSource clock) {
    this.catalog = catalog;
    this.log = log;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Creates the rollup or puts another definition in its place, as a new generation; one that says
   * the same changes nothing.
   */
  Written<Rollup> put(String tenant, String name, JsonNode definition) throws InterruptedException {
    return writer.runExclusively(() -> putAlone(tenant, name, definition));
  }

  private Written<Rollup> putAlone(String tenant, String name, JsonNode definition)
      throws InterruptedException {
    Definition stored = log.get(key(tenant, name));
    Optional<Rollup> before = catalog.current().named(tenant, name);
    int generation = stored == null ? 1 : RollupKind.INSTANCE.generation(stored) + 1;
    long since = clock.millis() + IN_FORCE_AFTER.toMillis();
    Rollup after = parse(tenant, name, generation, since, definition);
    DefinitionChange change = RollupKind.INSTANCE.diff(before, after);
    if (change == DefinitionChange.UNCHANGED) {
      return new Written<>(before.orElse(after), change);
    }
    if (change == DefinitionChange.CREATED) {
      requireRoom(tenant);
    }
    var _ = writer.put(key(tenant, name), RollupKind.INSTANCE.print(after)).orThrow();
    return new Written<>(after, change);
  }

  /** Removes the rollup: it stops counting, and its windows can no longer be queried. */
  void remove(String tenant, String name) throws InterruptedException {
    var _ = writer.runExclusively(() -> removeAlone(tenant, name));
  }

  private Definition removeAlone(String tenant, String name) throws InterruptedException {
    Rollup rollup = catalog.named(tenant, name);
    if (rollup.isBuiltIn()) {
      throw new FailureException(
          new Failure.Invalid("a built-in rollup cannot be removed, such as " + name, "name"));
    }
    return writer
        .put(key(tenant, name), RollupKind.INSTANCE.printRemoved(rollup.generation()))
        .orThrow();
  }

  private void requireRoom(String tenant) {
    long own = catalog.current().of(tenant).stream().filter(rollup -> !rollup.isBuiltIn()).count();
    DefinitionRoom.require(RollupKind.INSTANCE.ceilings(), "rollups of its own", own, own);
  }

  private static Rollup parse(
      String tenant, String name, int generation, long since, JsonNode definition) {
    try {
      return RollupJson.parse(tenant, name, generation, since, definition);
    } catch (InvalidDefinition e) {
      throw new FailureException(new Failure.Invalid(String.valueOf(e.getMessage()), e.at()));
    }
  }

  private static DefinitionKey key(String tenant, String name) {
    return RollupKind.INSTANCE.key(tenant, name);
  }
}
