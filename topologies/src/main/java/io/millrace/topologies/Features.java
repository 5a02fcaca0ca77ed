package io.millrace.topologies;

import static java.util.function.Predicate.not;

import io.millrace.serdes.topic.Output;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.visitor.Identity;
import io.millrace.serdes.visitor.RecordTimer;
import io.millrace.serdes.visitor.SectionType;
import io.millrace.serdes.visitor.SeenIds;
import io.millrace.topologies.definition.DefinitionTopology;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.rollup.RollupFeature;
import io.millrace.topologies.segment.SegmentFeature;
import io.millrace.topologies.session.SessionFeature;
import io.millrace.topologies.state.StoreSpec;
import io.millrace.topologies.trait.TraitFeature;
import io.millrace.topologies.visitor.VisitorTopology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The features of a topology, in the order in which an event passes their stages, and what derives
 * from them.
 */
public record Features(List<Feature> all) {
  /** The sections that are no feature's. */
  private static final List<SectionType<?>> RECORD_SECTIONS =
      List.of(SeenIds.SECTION, Identity.SECTION, RecordTimer.SECTION);

  /** The one list to join. */
  public static final Features BUILT_IN =
      new Features(
          List.of(
              new TraitFeature(), new SessionFeature(), new SegmentFeature(), new RollupFeature()));

  /** Refuses features that share a section, a store or an output. */
  public Features {
    all = List.copyOf(all);
    requireDistinct(
        "section",
        Stream.concat(
                RECORD_SECTIONS.stream(), all.stream().flatMap(one -> one.sections().stream()))
            .map(SectionType::number)
            .toList());
    requireDistinct("store", stores(all).stream().map(StoreSpec::name).toList());
    requireDistinct("output", outputs(all).stream().map(Output::name).toList());
  }

  /** The same with a further feature, after all others. */
  public Features with(Feature feature) {
    return new Features(Stream.concat(all.stream(), Stream.of(feature)).toList());
  }

  /** Every state store of the topology. */
  public List<StoreSpec> stores() {
    return stores(all);
  }

  /** Every output of the visitor node. */
  public List<Output<?>> outputs() {
    return outputs(all);
  }

  /** The stores that have a changelog, each with where its records go at a move. */
  public List<StoreSpec> changelogs() {
    return stores().stream().filter(store -> store.rekeying().isPresent()).toList();
  }

  private static List<StoreSpec> stores(List<Feature> features) {
    var stores = new ArrayList<>(VisitorTopology.STORES);
    List<StoreSpec> own = features.stream().flatMap(feature -> feature.stores().stream()).toList();
    own.stream().filter(StoreSpec::followsEvents).forEach(stores::add);
    stores.add(VisitorTopology.COMMIT_HOOK);
    own.stream().filter(not(StoreSpec::followsEvents)).forEach(stores::add);
    stores.add(DefinitionTopology.STORE);
    return stores;
  }

  private static List<Output<?>> outputs(List<Feature> features) {
    var outputs = new ArrayList<Output<?>>();
    outputs.add(Outputs.ENRICHED);
    features.forEach(feature -> outputs.addAll(feature.outputs()));
    return outputs;
  }

  private static void requireDistinct(String what, List<?> names) {
    var seen = new HashSet<Object>();
    for (Object name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "each %s must be of one feature only, but %s is of two".formatted(what, name));
      }
    }
  }
}
