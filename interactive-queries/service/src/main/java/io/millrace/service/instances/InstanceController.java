package io.millrace.service.instances;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.access.Scope;
import io.millrace.state.streams.StreamsHost;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** This instance among the others. */
@Controller("/v1/instance")
@Needs(Scope.ADMIN)
@Tag(name = "Instances")
final class InstanceController {
  private final StreamsHost host;

  InstanceController(StreamsHost host) {
    this.host = host;
  }

  @Post("/leave")
  @Status(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Make this instance leave the group before it is stopped",
      description =
          "The other instances take over its partitions immediately. It serves requests "
              + "until it is stopped and rejoins when restarted. Requires an admin key of the "
              + "operator.")
  void leave(Caller caller) {
    Tenants.requireOperator(caller, "instances are managed");
    host.leaveGroup();
  }
}
