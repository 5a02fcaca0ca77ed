package io.millrace.query.rollups;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.NearestNames;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rollups as this instance knows them now. Thread safe. */
@Singleton
public final class RollupCatalogue {
  private static final Logger LOG = LoggerFactory.getLogger(RollupCatalogue.class);

  private record Snapshot(long changes, Rollups rollups) {}

  private final DefinitionLog log;
  private volatile Snapshot seen = new Snapshot(-1, Rollups.NONE_DEFINED);

  RollupCatalogue(DefinitionLog log) {
    this.log = log;
  }

  public Rollups current() {
    long changes = log.changes();
    Snapshot last = seen;
    if (last.changes() != changes) {
      last = new Snapshot(changes, Rollups.of(log.all(), RollupCatalogue::unreadable));
      seen = last;
    }
    return last.rollups();
  }

  /** The tenant's rollup of this name; a refusal with the nearest names where there is none. */
  public Rollup named(String tenant, String name) {
    List<String> known = current().of(tenant).stream().map(Rollup::name).toList();
    return current()
        .named(tenant, name)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.UnknownName("rollup", name, NearestNames.of(name, known))));
  }

  private static void unreadable(Definition definition, Exception fault) {
    LOG.error("the rollup {} cannot be read", definition.key(), fault);
  }
}
