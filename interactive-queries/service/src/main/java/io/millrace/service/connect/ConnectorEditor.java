package io.millrace.service.connect;

import io.millrace.serdes.definition.Definition;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionWriter;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Nearest;
import io.millrace.state.problem.Refusal;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes what connectors are to be; the reconciler does the rest. */
@Singleton
final class ConnectorEditor {
  static final int MAX_CONNECTORS = 100;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}");

  private final ConnectorCatalog catalog;
  private final ConfigReview review;
  private final DefinitionLog log;
  private final DefinitionWriter writer;
  private final InstantSource clock;

  ConnectorEditor(
      ConnectorCatalog catalog,
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

  /** What a write did, or would do. */
  enum Change {
    CREATED,
    CHANGED,
    UNCHANGED
  }

  /** A connector as it now is, or would be. */
  record Written(Desired connector, Change change) {}

  /**
   * Creates the connector or changes it, unless Connect finds fault with it.
   *
   * @param dryRun only looks
   */
  Written put(String name, Wanted wanted, boolean dryRun) throws InterruptedException {
    checkName(name);
    Desired before = catalog.find(name);
    boolean sameConfig = before != null && before.config().equals(wanted.config());
    if (before != null && !sameConfig) {
      requireOperators(before, "its configuration cannot be changed");
    }
    if (!sameConfig) {
      review.check(name, wanted.config());
    }
    checkRoom(before);
    Desired after = changed(name, before, wanted);
    if (after.equals(before)) {
      return new Written(after, Change.UNCHANGED);
    }
    if (!dryRun) {
      writeUpon(before, after);
    }
    return new Written(after, before == null ? Change.CREATED : Change.CHANGED);
  }

  /** Defines a connector of the product, whose configuration needs no review. */
  void putOwn(String name, Map<String, String> given) throws InterruptedException {
    boolean _ = writer.alone(() -> putOwnAlone(name, given));
  }

  private boolean putOwnAlone(String name, Map<String, String> given) throws InterruptedException {
    // As in what requests want: the name is not among the settings.
    var config = new TreeMap<>(given);
    config.remove("name");
    Desired before = catalog.find(name);
    DesiredState state = before == null ? DesiredState.RUNNING : before.state();
    Desired after =
        before == null
            ? Desired.first(name, Owner.PRODUCT, state, nextVersion(name), clock.millis(), config)
            : before.with(config, clock.millis()).of(Owner.PRODUCT);
    boolean changed = !after.equals(before);
    if (changed) {
      write(after);
    }
    return changed;
  }

  /** Ends the connector; Connect's is removed too. */
  void remove(String name) throws InterruptedException {
    var _ =
        writer.alone(
            () -> {
              Desired before = catalog.named(name);
              requireOperators(before, "it cannot be removed");
              return writer.put(ConnectorCatalog.key(name), before.toJsonOfRemoved()).orThrow();
            });
  }

  Written change(String name, DesiredState state) throws InterruptedException {
    return writer.alone(() -> changeAlone(name, state));
  }

  private Written changeAlone(String name, DesiredState state) throws InterruptedException {
    Desired before = catalog.named(name);
    if (before.state() == state) {
      return new Written(before, Change.UNCHANGED);
    }
    write(before.in(state));
    return new Written(before.in(state), Change.CHANGED);
  }

  /** Makes the definition a new revision: what was given up is tried again. */
  Desired beginAnew(String name) throws InterruptedException {
    return writer.alone(() -> beginAnewAlone(name));
  }

  private Desired beginAnewAlone(String name) throws InterruptedException {
    Desired desired = catalog.named(name);
    if (desired.state() != DesiredState.RUNNING) {
      throw new Refusal(
          new Failure.Conflict(
              "only a running connector can be restarted, but %s is %s; resume it instead"
                  .formatted(name, desired.state().word())));
    }
    write(desired);
    return desired;
  }

  /** Puts an earlier configuration in force again, as the next version. */
  Written rollBack(String name, int number) throws InterruptedException {
    Desired before = catalog.named(name);
    requireOperators(before, "its configuration cannot be rolled back");
    Map<String, String> config =
        before.version(number).orElseThrow(() -> unknown(before, number)).config();
    review.check(name, config);
    Desired after = before.with(config, clock.millis());
    if (after.equals(before)) {
      return new Written(before, Change.UNCHANGED);
    }
    writeUpon(before, after);
    return new Written(after, Change.CHANGED);
  }

  static void requireOperators(Desired desired, String what) {
    if (desired.owner() == Owner.PRODUCT) {
      throw new Refusal(
          new Failure.Conflict(
              "the connector %s is Millrace's own: %s, but it can be paused, stopped, resumed and restarted"
                  .formatted(desired.name(), what)));
    }
  }

  private Desired changed(String name, @Nullable Desired before, Wanted wanted) {
    if (before == null) {
      DesiredState state = wanted.state().orElse(DesiredState.RUNNING);
      return Desired.first(
          name, Owner.OPERATOR, state, nextVersion(name), clock.millis(), wanted.config());
    }
    return before.with(wanted.config(), clock.millis()).in(wanted.state().orElse(before.state()));
  }

  private int nextVersion(String name) {
    Definition stored = log.get(ConnectorCatalog.key(name));
    return stored == null ? 1 : Desired.lastVersion(stored) + 1;
  }

  /** What Connect reviewed may be outdated by the time it has. */
  private void writeUpon(@Nullable Desired before, Desired after) throws InterruptedException {
    boolean _ =
        writer.alone(
            () -> {
              if (!Objects.equals(catalog.find(after.name()), before)) {
                throw new Refusal(
                    new Failure.Conflict(
                        "%s was changed by someone else meanwhile; look at it, and try again"
                            .formatted(after.name())));
              }
              write(after);
              return true;
            });
  }

  private void write(Desired desired) throws InterruptedException {
    var _ = writer.put(ConnectorCatalog.key(desired.name()), desired.toJson()).orThrow();
  }

  private void checkRoom(@Nullable Desired before) {
    if (before == null && catalog.current().connectors().size() >= MAX_CONNECTORS) {
      throw new Refusal(
          new Failure.Conflict(
              "there are at most %d connectors; remove one first".formatted(MAX_CONNECTORS)));
    }
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new Refusal(
          new Failure.Invalid(
              "a connector's name must match %s, but was '%s'".formatted(NAME.pattern(), name),
              "name"));
    }
  }

  private static Refusal unknown(Desired desired, int number) {
    var known = desired.versions().stream().map(one -> Integer.toString(one.version())).toList();
    String version = Integer.toString(number);
    return new Refusal(new Failure.UnknownName("version", version, Nearest.of(version, known)));
  }
}
