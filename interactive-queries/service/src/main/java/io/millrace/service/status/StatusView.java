package io.millrace.service.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.millrace.state.freshness.SinkGroup;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The health of the components. */
@Schema(name = "Status")
@JsonInclude(Include.ALWAYS)
public record StatusView(
    @Schema(description = "Whether every part answers and works.") boolean ready,
    StreamsView streams,
    AsOf asOf,
    ConnectView connect,
    ClickHouseView clickhouse) {
  /** The stream processing. */
  @Schema(name = "StreamsStatus")
  @JsonInclude(Include.ALWAYS)
  public record StreamsView(
      @Schema(description = "The state of Kafka Streams; RUNNING when healthy.") String state,
      Lag lag) {}

  /** Records of the event topics that are not processed yet. */
  @Schema(name = "Lag")
  @JsonInclude(value = Include.ALWAYS, content = Include.ALWAYS)
  public record Lag(long sum, Map<String, Long> partitions) {}

  /** Epoch milliseconds; everything accepted before is visible there. Null while unknown. */
  @Schema(name = "AsOf")
  @JsonInclude(Include.ALWAYS)
  public record AsOf(@Nullable Long live, @Nullable Long rollup, @Nullable Long events) {}

  /** Kafka Connect. */
  @Schema(name = "ConnectStatus")
  @JsonInclude(Include.ALWAYS)
  public record ConnectView(boolean reachable, List<ConnectorView> connectors) {
    public ConnectView {
      connectors = List.copyOf(connectors);
    }

    /** Whether the warehouse is being filled; the operator's own connectors do not matter. */
    boolean working() {
      return connectors.stream()
          .anyMatch(one -> one.name().equals(SinkGroup.CONNECTOR) && one.working());
    }
  }

  /** A connector and its tasks; states in Connect's terms. */
  @Schema(name = "ConnectorStatus")
  @JsonInclude(Include.ALWAYS)
  public record ConnectorView(String name, String state, List<String> tasks) {
    private static final String RUNNING = "RUNNING";

    public ConnectorView {
      tasks = List.copyOf(tasks);
    }

    boolean working() {
      return state.equals(RUNNING) && !tasks.isEmpty() && tasks.stream().allMatch(RUNNING::equals);
    }
  }

  /** ClickHouse. */
  @Schema(name = "ClickHouseStatus")
  @JsonInclude(Include.ALWAYS)
  public record ClickHouseView(boolean reachable) {}
}
