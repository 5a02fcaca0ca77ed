package io.millrace.topologies.definition;

import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.Topics;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * What an instance says of definitions that it was asked for.
 *
 * @param knowsAll whether each of its tasks takes its next event with all of them
 * @param clock of the instance after that, epoch milliseconds: it stamps no event with less later
 * @param partitions of the visitors whose active tasks it has
 */
public record Acknowledgement(boolean knowsAll, long clock, Set<Integer> partitions) {
  public Acknowledgement {
    partitions = Set.copyOf(partitions);
  }

  /**
   * Whether the global store of an instance has definitions in these versions, or later ones: then
   * its tasks have, see {@link DefinitionChanges}.
   */
  public static boolean knowsAll(
      ReadOnlyKeyValueStore<Bytes, byte[]> definitions,
      Topics topics,
      Map<DefinitionKey, Long> versions) {
    var read = topics.definitions().value().deserializer();
    return versions.entrySet().stream()
        .allMatch(
            wanted -> {
              byte[] known = definitions.get(Bytes.wrap(wanted.getKey().toBytes()));
              return known != null
                  && read.deserialize(topics.definitions().name(), known).version()
                      >= wanted.getValue();
            });
  }
}
