package io.millrace.query.rollups;

import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.RollupKind;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.definitions.DefinitionSnapshot;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.List;

/** The rollups as this instance knows them now. Thread safe. */
@Singleton
public final class RollupCatalogue {
  private final DefinitionSnapshot<Rollups> rollups;

  RollupCatalogue(DefinitionLog log) {
    rollups =
        new DefinitionSnapshot<>(
            log,
            RollupKind.INSTANCE,
            Rollups.NONE_DEFINED,
            (_, all, unreadable) -> Rollups.of(all, unreadable));
  }

  /** The rollups of all tenants. */
  public Rollups current() {
    return rollups.current();
  }

  /** The tenant's rollup of this name; throws with the nearest names if there is none. */
  public Rollup named(String tenant, String name) {
    List<String> known = current().of(tenant).stream().map(Rollup::name).toList();
    return current()
        .named(tenant, name)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.UnknownName("rollup", name, NearestNames.of(name, known))));
  }
}
