package io.millrace.state.streams;

import io.millrace.service.ForkedProcess;
import io.millrace.service.RunningService;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.topologies.state.StoreBuilders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A host of a topology that keeps each record under its key, and the same in a process of its own,
 * which can be killed.
 */
public final class HostProcess implements AutoCloseable {
  public static final String INPUT = "input";
  public static final String STORE = "kept";
  public static final int PARTITIONS = 4;

  private final ForkedProcess process;

  private HostProcess(ForkedProcess process) {
    this.process = process;
  }

  /** Arguments: BROKER STATE_DIR [SETTING=VALUE]... */
  public static void main(String[] args) throws InterruptedException {
    var host =
        host(
            args[0], Path.of(args[1]), List.of(args).subList(2, args.length), new RestoreTracker());
    host.start(1);
    ForkedProcess.started("");
  }

  public static HostProcess start(String broker, Path stateDir, List<String> settings)
      throws IOException {
    var arguments = new ArrayList<>(List.of(broker, stateDir.toString()));
    arguments.addAll(settings);
    return new HostProcess(ForkedProcess.start(HostProcess.class, arguments));
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }

  public static StreamsHost host(
      String broker, Path stateDir, List<String> settings, RestoreTracker restores) {
    return new StreamsHost(
        KafkaSettings.of(broker),
        port -> config(broker, stateDir, settings, port),
        HostProcess::topology,
        restores);
  }

  private static Properties config(String broker, Path stateDir, List<String> settings, int port) {
    ServiceSettings service = RunningService.settings(broker, stateDir);
    Properties config = StreamsSettings.of(service, port);
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      config.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return config;
  }

  static Topology topology() {
    return new Topology()
        .addSource("in", Serdes.Bytes().deserializer(), Serdes.ByteArray().deserializer(), INPUT)
        .addProcessor("keep", Keep::new, "in")
        .addStateStore(StoreBuilders.rocksDb(STORE), "keep");
  }

  /** Whether all partitions are active here. */
  public static boolean hasAll(StreamsHost host, RestoreTracker restores) {
    if (!host.running()) {
      return false;
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      if (!PartitionReads.isActive(host, partition)
          || restores
              .of(STORE, partition)
              .filter(restore -> restore.role() == RestoreStatus.Role.ACTIVE)
              .isEmpty()) {
        return false;
      }
    }
    return true;
  }

  public static KafkaStreams streams(StreamsHost host) {
    return host.streams().orThrow();
  }

  private static final class Keep implements Processor<Bytes, byte[], Void, Void> {
    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    private KeyValueStore<Bytes, byte[]> store;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
      store.put(record.key(), record.value());
    }
  }
}
