package io.millrace.interactivequeries.visitors;

import io.millrace.interactivequeries.reads.LiveStores;
import io.millrace.serdes.topic.Stores;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.visitor.VisitorReads;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who stands for whom, from the live stores. */
@Singleton
final class VisitorNames {
  private final LiveStores stores;

  VisitorNames(LiveStores stores) {
    this.stores = stores;
  }

  /** The record of the visitor, under the name that has it. */
  Optional<VisitorReads.Root> root(VisitorKey name) {
    return VisitorReads.root(this::find, name);
  }

  /** All names of the visitor, this one among them. */
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

  private Optional<VisitorRecord> find(VisitorKey key) {
    return stores.owner(
        Stores.VISITORS, key.toBytes(), visitors -> VisitorReads.find(visitors, key));
  }
}
