package io.millrace.connect.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.clickhouse.ClickHouseSinkConnector;
import io.millrace.serdes.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class WarehouseSinkTest {
  private final WarehouseSink sink =
      new WarehouseSink(
          "warehouse", "http://127.0.0.1:8123", "me", "secret", "millrace", new Topics("p."), 1);

  @Test
  void everyTopicHasATableOfTheWarehouse() {
    assertThat(sink.tables())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "p.enriched", "events",
                "p.sessions", "sessions",
                "p.segment-changes", "segment_changes",
                "p.quarantine", "quarantine"));
    assertThat(sink.config().getOrDefault("topics", "").split(","))
        .contains("p.enriched", "p.rollups.traffic", "p.rollups.ads", "p.rollups.custom");
    assertThat(Tables.all().stream().map(TableSpec::name)).containsAll(sink.tables().values());
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

  @Test
  void replacingTablesHaveTheirPartitionInTheirSortingKey() {
    assertThat(Tables.all())
        .filteredOn(table -> table.engine().startsWith("Replacing"))
        .hasSize(5)
        .allSatisfy(
            table -> {
              String column =
                  table
                      .partitionBy()
                      .substring(
                          table.partitionBy().indexOf('(') + 1, table.partitionBy().length() - 1);
              assertThat(table.orderBy()).contains(column);
            });
  }

  @Test
  void thePasswordIsNotPrinted() {
    assertThat(sink.toString()).doesNotContain("secret").contains("***");
  }
}
