package io.millrace.topologies.rollup;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.rollup.Rollup;
import io.millrace.serdes.rollup.Rollups;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.definition.DefinitionView;
import io.millrace.topologies.feature.IdentityLink;
import io.millrace.topologies.feature.Stage;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Folds each event, as the stages before have enriched it, into the task's partials. */
final class RollupStage implements Stage {
  private final DefinitionView<Rollups> rollups;
  private final Combiner combiner;
  private final ProcessorContext<Object, Object> context;

  RollupStage(
      DefinitionView<Rollups> rollups,
      Combiner combiner,
      ProcessorContext<Object, Object> context) {
    this.rollups = rollups;
    this.combiner = combiner;
    this.context = context;
  }

  @Override
  public Event apply(Event event, VisitorRecord visitor) {
    for (Rollup rollup : rollups.current().of(event.tenant())) {
      if (rollup.counts(event)) {
        combiner.fold(rollup, event);
      }
    }
    return event;
  }

  @Override
  public void absorb(VisitorRecord visitor, VisitorRecord other, IdentityLink link) {
    // Rollups count events, under the name that each came with.
  }

  @Override
  public void forget(VisitorKey key, VisitorRecord visitor) {
    // Rollups hold counts and hashes, no names.
  }

  @Override
  public void beforeCommit() {
    combiner.send(context, RollupFeature.PARTIALS);
  }
}
