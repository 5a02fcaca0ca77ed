package io.millrace.query.rollups;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Nearest;
import io.millrace.state.problem.Refusal;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rollups as this instance knows them now. Thread safe. */
@Singleton
public final class RollupCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(RollupCatalog.class);

  private record Seen(long changes, Rollups rollups) {}

  private final DefinitionLog log;
  private volatile Seen seen = new Seen(-1, Rollups.NONE_DEFINED);

  RollupCatalog(DefinitionLog log) {
    this.log = log;
  }

  public Rollups current() {
    long changes = log.changes();
    Seen last = seen;
    if (last.changes() != changes) {
      last = new Seen(changes, Rollups.of(log.all(), RollupCatalog::unreadable));
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
            () -> new Refusal(new Failure.UnknownName("rollup", name, Nearest.of(name, known))));
  }

  private static void unreadable(Definition definition, Exception fault) {
    LOG.error("the rollup {} cannot be read", definition.key(), fault);
  }
}
