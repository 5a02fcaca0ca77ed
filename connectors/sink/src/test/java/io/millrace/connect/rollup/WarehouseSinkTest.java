package io.millrace.connect.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.topic.Topics;
import io.millrace.warehouse.TableSpec;
import io.millrace.warehouse.WarehouseSchema;
import io.millrace.warehouse.WarehouseSink;
import java.util.Map;
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
    assertThat(WarehouseSchema.all().stream().map(TableSpec::name))
        .containsAll(sink.tables().values());
  }

  @Test
  void replacingTablesHaveTheirPartitionInTheirSortingKey() {
    assertThat(WarehouseSchema.all())
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
