package io.millrace.service.visitors;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.state.freshness.FreshnessWatch;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.EventPosition;
import io.millrace.state.reads.LiveStores;
import io.millrace.state.reads.ReadContext;
import io.millrace.state.reads.ReadTerms;
import io.millrace.topologies.visitor.VisitorReads;
import io.millrace.topologies.visitor.VisitorReads.Root;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Resolves visitors to their canonical ids, from the live stores. */
@Singleton
public final class VisitorNames {
  private static final long PAUSE_NANOS = 10_000_000;

  private final LiveStores stores;
  private final FreshnessWatch freshness;

  VisitorNames(LiveStores stores, FreshnessWatch freshness) {
    this.stores = stores;
    this.freshness = freshness;
  }

  /**
   * The record of the visitor, under its canonical id. A read with a position waits for the events
   * in the partition of the name; events under another name pass from task to task, and are waited
   * for if the visitor has other names.
   */
  public Optional<Root> root(VisitorKey name) {
    Optional<Root> root = VisitorReads.root(this::find, name);
    ReadTerms terms = ReadContext.current().terms();
    if (terms.after().isEmpty() || (root.isPresent() && hasOneName(name, root.get()))) {
      return root;
    }
    awaitVisited(terms.after().get(), terms);
    return VisitorReads.root(this::find, name);
  }

  /** All names of the visitor, including this one. */
  Set<String> of(VisitorKey name) {
    var names = new TreeSet<String>();
    names.add(name.visitor());
    root(name)
        .ifPresent(
            root -> {
              names.add(root.key().visitor());
              names.addAll(root.record().identity().aliases());
            });
    return names;
  }

  private static boolean hasOneName(VisitorKey name, Root root) {
    return root.key().equals(name) && root.record().identity().aliases().isEmpty();
  }

  private void awaitVisited(EventPosition position, ReadTerms terms) {
    long deadline = System.nanoTime() + terms.patience().toNanos();
    while (freshness.visited().orElse(Long.MIN_VALUE) < position.acceptedAt()) {
      if (System.nanoTime() > deadline) {
        throw new FailureException(
            new Failure.NotReady("not all events up to the position have been processed yet", 1));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private Optional<VisitorRecord> find(VisitorKey key) {
    return stores.owner(
        StoreNames.VISITORS, key.toBytes(), visitors -> VisitorReads.find(visitors, key));
  }
}
