package io.millrace.topologies.rollup;

import io.millrace.serdes.topic.StoreNames;
import io.millrace.topologies.definition.DefinitionView;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageContext;
import io.millrace.topologies.feature.TopologyContext;
import io.millrace.topologies.state.Rekeying;
import io.millrace.topologies.state.StoreSpec;
import io.millrace.topologies.state.StoreSpec.Entries;
import io.millrace.topologies.state.StoreSpec.Kind;
import io.millrace.topologies.state.StoreSpec.Node;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** Events become partials in the visitor's task, and partials windows in a sub-topology. */
public final class RollupFeature implements Feature {
  /** The node that takes batches of partials, keyed by the partition that owns their series. */
  static final String PARTIALS = "visitor-partials";

  @Override
  public List<StoreSpec> stores() {
    return List.of(
        store(
            StoreNames.PARTIALS,
            Kind.MEMORY,
            "ROLLUP/1m/START/DIMENSION...",
            "since when something waits to be added to the window and to its hour and day",
            (_, to) -> {
              var rollups = new RollupRekeying(to);
              return (_, key, value, target) -> rollups.partial(key, value, target);
            }),
        store(
            StoreNames.ROLLUPS,
            Kind.ROCKSDB,
            "ROLLUP/GRAIN/START/DIMENSION...",
            "the window's measures, without what waits in partials",
            (_, to) -> new RollupRekeying(to)::window),
        store(
            StoreNames.ROLLUPS_DUE,
            Kind.MEMORY,
            "ROLLUP/GRAIN/START/DIMENSION...",
            "since when the window waits to go to ClickHouse",
            (_, to) -> {
              var rollups = new RollupRekeying(to);
              return (_, key, value, target) -> rollups.due(key, value, target);
            }));
  }

  @Override
  public Stage stage(StageContext context) {
    TopologyContext topology = context.topology();
    return new RollupStage(
        DefinitionView.ofRollups(topology.changes(), topology.topics(), context.streams()),
        new Combiner(topology.settings().partitions()),
        context.streams());
  }

  @Override
  public void extend(KStream<Object, Object> visitors, TopologyContext context) {
    RollupTopology.add(
        context,
        visitors.map(
            (key, value) -> KeyValue.pair((Integer) key, (byte[]) value), Named.as(PARTIALS)));
  }

  private static StoreSpec store(
      String name, Kind kind, String key, String value, Rekeying.Factory rekeying) {
    return new StoreSpec(
        name, kind, Node.OWN, new Entries(key, value, false), Optional.of(rekeying));
  }
}
