package io.millrace.service.status;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.service.access.Needs;
import io.millrace.service.status.StatusView.AsOf;
import io.millrace.service.status.StatusView.ClickHouseView;
import io.millrace.service.status.StatusView.ConnectView;
import io.millrace.service.status.StatusView.Lag;
import io.millrace.service.status.StatusView.StreamsView;
import io.millrace.state.access.Scope;
import io.millrace.state.freshness.FreshnessWatch;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.problem.Outcome;
import io.millrace.state.streams.StreamsHost;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** The health of the components, and the freshness of each source. */
@Controller("/v1/status")
@Needs(Scope.READ)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Status")
final class StatusController {
  private final StreamsHost streams;
  private final FreshnessWatch freshness;
  private final ConnectStatus connect;
  private final ClickHouseClient clickHouse;

  StatusController(
      StreamsHost streams,
      FreshnessWatch freshness,
      ConnectStatus connect,
      ClickHouseClient clickHouse) {
    this.streams = streams;
    this.freshness = freshness;
    this.connect = connect;
    this.clickHouse = clickHouse;
  }

  @Get
  @Operation(summary = "Read the health of the components and the freshness of each source")
  StatusView status() {
    ConnectView connectors = connect.get();
    boolean clickHouseReachable = clickHouse.reachable();
    boolean ready = streams.running() && connectors.working() && clickHouseReachable;
    Map<String, Long> lag = freshness.lag();
    return new StatusView(
        ready,
        new StreamsView(
            state(), new Lag(lag.values().stream().mapToLong(Long::longValue).sum(), lag)),
        new AsOf(asOf(SourceKind.LIVE), asOf(SourceKind.ROLLUP), asOf(SourceKind.EVENTS)),
        connectors,
        new ClickHouseView(clickHouseReachable));
  }

  private @Nullable Long asOf(SourceKind kind) {
    OptionalLong timestamp = freshness.asOf(kind);
    return timestamp.isPresent() ? timestamp.getAsLong() : null;
  }

  private String state() {
    return switch (streams.streams()) {
      case Outcome.Done<KafkaStreams>(var running) -> running.state().name();
      case Outcome.Refused<KafkaStreams> _ -> "NOT_STARTED";
    };
  }
}
