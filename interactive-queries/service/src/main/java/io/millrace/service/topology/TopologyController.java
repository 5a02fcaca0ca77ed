package io.millrace.service.topology;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.access.Scope;
import io.millrace.state.cluster.Instance;
import io.millrace.state.cluster.InstanceCalls;
import io.millrace.state.cluster.Instances;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The distribution of the topology over the instances. */
@Controller("/v1/topology")
@Needs(Scope.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Instances")
final class TopologyController {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LocalTopology local;
  private final Instances instances;
  private final InstanceCalls calls;

  TopologyController(LocalTopology local, Instances instances, InstanceCalls calls) {
    this.local = local;
    this.instances = instances;
    this.calls = calls;
  }

  @Get
  @Operation(
      summary = "Read the task assignment, the lag and the store sizes",
      description =
          "All instances are queried; those that do not respond within 2 s are listed with "
              + "the reason. Requires an admin key of the operator.")
  TopologyView topology(Caller caller) {
    Tenants.requireOperator(caller, "instances are managed");
    Instance self = instances.self();
    var asked = new ArrayList<CompletableFuture<InstanceView>>();
    for (Instance other : others(self)) {
      asked.add(ask(other));
    }
    var views = new ArrayList<InstanceView>();
    views.add(local.view(self.toString()));
    asked.forEach(answer -> views.add(answer.join()));
    return new TopologyView(local.subTopologies(), views);
  }

  /** Empty while Kafka Streams is not running and knows none. */
  private List<Instance> others(Instance self) {
    try {
      return instances.all().stream().filter(one -> !one.equals(self)).toList();
    } catch (FailureException | IllegalStateException e) {
      return List.of();
    }
  }

  private CompletableFuture<InstanceView> ask(Instance other) {
    return calls
        .ask(other, TopologyRequestHandler.WHAT, PATIENCE)
        .thenApply(TopologyRequestHandler::read)
        .exceptionally(
            failure -> {
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              return InstanceView.unanswered(
                  other.toString(),
                  Objects.requireNonNullElse(cause.getMessage(), cause.toString()));
            });
  }
}
