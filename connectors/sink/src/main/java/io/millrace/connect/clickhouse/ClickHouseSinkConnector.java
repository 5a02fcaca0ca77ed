package io.millrace.connect.clickhouse;

import io.millrace.connect.PluginVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** Writes topics to ClickHouse tables, each record exactly once. */
public final class ClickHouseSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  /** The constructor that Connect calls. */
  public ClickHouseSinkConnector() {}

  @Override
  public void start(Map<String, String> config) {
    SinkSettings.of(config);
    properties = Map.copyOf(config);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ClickHouseSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    var configs = new ArrayList<Map<String, String>>();
    for (int task = 0; task < maxTasks; task++) {
      var config = new HashMap<>(properties);
      config.put(SinkSettings.TASK, Integer.toString(task));
      configs.add(config);
    }
    return configs;
  }

  /**
   * Also reports settings that contradict each other, and the nearest known name of an unknown one.
   */
  @Override
  public Config validate(Map<String, String> config) {
    var values = new ArrayList<>(super.validate(config).configValues());
    var parsed = new HashMap<String, Object>();
    values.forEach(value -> parsed.put(value.name(), value.value()));
    Map<String, String> faults = SinkConfig.faults(parsed);
    for (ConfigValue value : values) {
      String fault = faults.get(value.name());
      if (fault != null) {
        value.addErrorMessage("%s %s".formatted(value.name(), fault));
      }
    }
    for (String key : config.keySet()) {
      misspelt(key).ifPresent(values::add);
    }
    return new Config(values);
  }

  private static Optional<ConfigValue> misspelt(String key) {
    return SinkConfig.nearest(key)
        .map(
            meant ->
                new ConfigValue(
                    key,
                    null,
                    List.of(),
                    List.of("There is no setting %s; did you mean %s?".formatted(key, meant))));
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return SinkConfig.DEFINITION;
  }

  @Override
  public String version() {
    return PluginVersion.TEXT;
  }
}
