package io.millrace.topologies.trait;

import io.millrace.serdes.visitor.SectionType;
import io.millrace.serdes.visitor.Traits;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageContext;
import java.util.List;

/** Identify events become traits, which enrich later events. */
public final class TraitFeature implements Feature {
  @Override
  public Stage stage(StageContext context) {
    return new TraitStage(context.outputs());
  }

  @Override
  public List<SectionType<?>> sections() {
    return List.of(Traits.SECTION);
  }
}
