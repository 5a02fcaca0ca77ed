package io.millrace.connect.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.avro.SingleObjectConverter;
import io.millrace.connect.rollup.RollupColumns;
import io.millrace.connect.rollup.RollupTables;
import io.millrace.serdes.topic.Topics;
import io.millrace.warehouse.WarehouseSink;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

/** What {@link WarehouseSink} says of the connector, held against the connector itself. */
class WarehouseConnectorTest {
  private final WarehouseSink sink =
      new WarehouseSink(
          "warehouse", "http://127.0.0.1:8123", "me", "secret", "millrace", new Topics("p."), 1);

  @Test
  void theConfigurationNamesTheClassesOfThePlugin() {
    assertThat(sink.config())
        .containsAllEntriesOf(
            Map.of(
                "connector.class", ClickHouseSinkConnector.class.getName(),
                "value.converter", SingleObjectConverter.class.getName(),
                "table.maker", RollupTables.class.getName(),
                "transforms.rollups.type", RollupColumns.class.getName()));
  }

  @Test
  void theConnectorTakesItsConfiguration() {
    var connector = new ClickHouseSinkConnector();

    assertThat(connector.config().validate(sink.config()))
        .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    connector.start(sink.config());
    assertThat(connector.taskConfigs(2))
        .hasSize(2)
        .allSatisfy(task -> assertThat(task).containsAllEntriesOf(sink.config()));
  }

  @Test
  void aTableThatIsNotTopicEqualsTableIsNamedInTheAnswer() {
    var config = new HashMap<>(sink.config());
    config.put("tables", "events");

    assertThat(new ClickHouseSinkConnector().config().validate(config))
        .filteredOn(value -> value.name().equals("tables"))
        .flatExtracting(ConfigValue::errorMessages)
        .containsExactly("Invalid value events for configuration tables: must be a=b");
    assertThatThrownBy(() -> new ClickHouseSinkConnector().start(config))
        .isInstanceOf(ConfigException.class);
  }
}
