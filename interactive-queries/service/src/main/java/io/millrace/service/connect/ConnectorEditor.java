package io.millrace.service.connect;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionChange;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionRoom;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.definitions.Written;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the definitions of connectors; the reconciler applies them. */
@Singleton
final class ConnectorEditor {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}");

  private final ConnectorCatalogue catalog;
  private final ConfigReview review;
  private final DefinitionLog log;
  private final DefinitionWriter writer;
  private final InstantSource clock;

  ConnectorEditor(
      ConnectorCatalogue catalog,
      ConfigReview review,
      DefinitionLog log,
      DefinitionWriter writer,
      InstantSource clock) {
    this.catalog = catalog;
    this.review = review;
    this.log = log;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Creates or changes the connector, unless Connect's validation fails.
   *
   * @param dryRun validates only
   */
  Written<DesiredConnector> put(String name, ConnectorRequest wanted, boolean dryRun)
      throws InterruptedException {
    checkName(name);
    DesiredConnector before = catalog.find(name);
    boolean sameConfig = before != null && before.config().equals(wanted.config());
    if (before != null && !sameConfig) {
      requireOperators(before, "its configuration cannot be changed");
    }
    if (!sameConfig) {
      review.check(name, wanted.config());
    }
    checkRoom(before);
    DesiredConnector after = changed(name, before, wanted);
    DefinitionChange change = ConnectorKind.INSTANCE.diff(Optional.ofNullable(before), after);
    if (change != DefinitionChange.UNCHANGED && !dryRun) {
      writeUpon(before, after);
    }
    return new Written<>(after, change);
  }

  /** Defines a connector of the product, whose configuration needs no review. */
  void putProductConnector(String name, Map<String, String> given) throws InterruptedException {
    boolean _ = writer.runExclusively(() -> putOwnAlone(name, given));
  }

  private boolean putOwnAlone(String name, Map<String, String> given) throws InterruptedException {
    // As in requests: the name is not among the settings.
    var config = new TreeMap<>(given);
    config.remove("name");
    DesiredConnector before = catalog.find(name);
    DesiredState state = before == null ? DesiredState.RUNNING : before.state();
    DesiredConnector after =
        before == null
            ? DesiredConnector.first(
                name, ConfigOwner.PRODUCT, state, nextVersion(name), clock.millis(), config)
            : before.with(config, clock.millis()).of(ConfigOwner.PRODUCT);
    boolean changed = !after.equals(before);
    if (changed) {
      write(after);
    }
    return changed;
  }

  /** Removes the connector; Connect's is removed too. */
  void remove(String name) throws InterruptedException {
    var _ =
        writer.runExclusively(
            () -> {
              DesiredConnector before = catalog.named(name);
              requireOperators(before, "it cannot be removed");
              return writer.put(ConnectorCatalogue.key(name), before.toJsonOfRemoved()).orThrow();
            });
  }

  Written<DesiredConnector> change(String name, DesiredState state) throws InterruptedException {
    return writer.runExclusively(() -> changeAlone(name, state));
  }

  private Written<DesiredConnector> changeAlone(String name, DesiredState state)
      throws InterruptedException {
    DesiredConnector before = catalog.named(name);
    if (before.state() == state) {
      return new Written<>(before, DefinitionChange.UNCHANGED);
    }
    write(before.in(state));
    return new Written<>(before.in(state), DefinitionChange.CHANGED);
  }

  /**
   * Writes the definition as a new revision: a connector that has failed permanently is retried.
   */
  DesiredConnector retry(String name) throws InterruptedException {
    return writer.runExclusively(() -> beginAnewAlone(name));
  }

  private DesiredConnector beginAnewAlone(String name) throws InterruptedException {
    DesiredConnector desired = catalog.named(name);
    if (desired.state() != DesiredState.RUNNING) {
      throw new FailureException(
          new Failure.Conflict(
              "only a running connector can be restarted, but %s is %s; resume it instead"
                  .formatted(name, desired.state().wireName())));
    }
    write(desired);
    return desired;
  }

  /** Puts an earlier configuration in force again, as the next version. */
  Written<DesiredConnector> rollBack(String name, int number) throws InterruptedException {
    DesiredConnector before = catalog.named(name);
    requireOperators(before, "its configuration cannot be rolled back");
    Map<String, String> config =
        before.version(number).orElseThrow(() -> unknown(before, number)).config();
    review.check(name, config);
    DesiredConnector after = before.with(config, clock.millis());
    if (after.equals(before)) {
      return new Written<>(before, DefinitionChange.UNCHANGED);
    }
    writeUpon(before, after);
    return new Written<>(after, DefinitionChange.CHANGED);
  }

  static void requireOperators(DesiredConnector desired, String what) {
    if (desired.owner() == ConfigOwner.PRODUCT) {
      throw new FailureException(
          new Failure.Conflict(
              "the connector %s is Millrace's own: %s, but it can be paused, stopped, resumed and restarted"
                  .formatted(desired.name(), what)));
    }
  }

  private DesiredConnector changed(
      String name, @Nullable DesiredConnector before, ConnectorRequest wanted) {
    if (before == null) {
      DesiredState state = wanted.state().orElse(DesiredState.RUNNING);
      return DesiredConnector.first(
          name, ConfigOwner.OPERATOR, state, nextVersion(name), clock.millis(), wanted.config());
    }
    return before.with(wanted.config(), clock.millis()).in(wanted.state().orElse(before.state()));
  }

  private int nextVersion(String name) {
    Definition stored = log.get(ConnectorCatalogue.key(name));
    return stored == null ? 1 : DesiredConnector.lastVersion(stored) + 1;
  }

  /** The definition may have changed while Connect validated it. */
  private void writeUpon(@Nullable DesiredConnector before, DesiredConnector after)
      throws InterruptedException {
    boolean _ =
        writer.runExclusively(
            () -> {
              if (!Objects.equals(catalog.find(after.name()), before)) {
                throw new FailureException(
                    new Failure.Conflict(
                        "%s was changed concurrently; read it and retry".formatted(after.name())));
              }
              write(after);
              return true;
            });
  }

  private void write(DesiredConnector desired) throws InterruptedException {
    var _ =
        writer
            .put(ConnectorCatalogue.key(desired.name()), ConnectorKind.INSTANCE.print(desired))
            .orThrow();
  }

  private void checkRoom(@Nullable DesiredConnector before) {
    if (before == null) {
      int all = catalog.current().connectors().size();
      DefinitionRoom.require(ConnectorKind.INSTANCE.ceilings(), "connectors", all, all);
    }
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new FailureException(
          new Failure.Invalid(
              "a connector's name must match %s, but was '%s'".formatted(NAME.pattern(), name),
              "name"));
    }
  }

  private static FailureException unknown(DesiredConnector desired, int number) {
    var known = desired.versions().stream().map(one -> Integer.toString(one.version())).toList();
    String version = Integer.toString(number);
    return new FailureException(
        new Failure.UnknownName("version", version, NearestNames.of(version, known)));
  }
}
