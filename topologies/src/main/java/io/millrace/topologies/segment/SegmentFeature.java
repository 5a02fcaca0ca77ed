package io.millrace.topologies.segment;

import io.millrace.serdes.topic.Output;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.topic.StoreNames;
import io.millrace.serdes.visitor.SectionType;
import io.millrace.serdes.visitor.SegmentState;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageContext;
import io.millrace.topologies.state.StoreSpec;
import io.millrace.topologies.state.StoreSpec.Entries;
import java.util.List;

/** Visitors enter and leave the segments of their tenant. */
public final class SegmentFeature implements Feature {
  @Override
  public Stage stage(StageContext context) {
    var members = new Members(context.store(StoreNames.SEGMENT_MEMBERS));
    var rules =
        new RuleSets(context.topology().changes(), context.topology().topics(), context.streams());
    var scan = new RuleScan(context.store(StoreNames.VISITORS), members, rules);
    return new SegmentStage(rules::of, context.clock(), members, scan, context.outputs());
  }

  @Override
  public List<SectionType<?>> sections() {
    return List.of(SegmentState.SECTION);
  }

  @Override
  public List<StoreSpec> stores() {
    return List.of(
        StoreSpec.ofVisitors(
            StoreNames.SEGMENT_MEMBERS,
            new Entries(
                "a version of a segment, and for its members the visitor",
                "since when, or how many; /v1/segments reads it",
                true),
            MemberRekeying::new));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(Outputs.SEGMENT_CHANGES);
  }
}
