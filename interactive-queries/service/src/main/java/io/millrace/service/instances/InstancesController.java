package io.millrace.service.instances;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.state.cluster.Instances;
import io.millrace.state.cluster.PeerRequestHandler;
import io.millrace.state.cluster.PeerSignature;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoint for other instances. Requests without a valid signature get a 401. */
@Controller(PeerRequestHandler.PATH)
@Hidden
@ExecuteOn(TaskExecutors.BLOCKING)
final class InstancesController {
  private final Instances instances;
  private final PeerSignature signed;
  private final Map<String, PeerRequestHandler> answering;

  InstancesController(
      Instances instances, PeerSignature signed, List<PeerRequestHandler> answering) {
    this.instances = instances;
    this.signed = signed;
    this.answering = PeerRequestHandler.byKind(answering);
  }

  @Post("/{what}")
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  HttpResponse<byte[]> answer(
      @PathVariable String what,
      @Body byte[] question,
      @Nullable @Header(PeerSignature.HEADER) String header) {
    signed
        .fault(header, instances.self(), what, question)
        .ifPresent(
            fault -> {
              throw new FailureException(new Failure.Unauthenticated(fault));
            });
    PeerRequestHandler one = answering.get(what);
    if (one == null) {
      throw new FailureException(
          new Failure.UnknownName("question", what, answering.keySet().stream().sorted().toList()));
    }
    byte[] answer = one.handle(question);
    return HttpResponse.ok(answer)
        .header(PeerSignature.HEADER, signed.signResponse(String.valueOf(header), answer));
  }
}
