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
import io.millrace.state.cluster.Answering;
import io.millrace.state.cluster.Instances;
import io.millrace.state.cluster.Signed;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Refusal;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where other instances ask. What does not carry their seal gets a 401, whatever it asks. */
@Controller(Answering.PATH)
@Hidden
@ExecuteOn(TaskExecutors.BLOCKING)
final class InstancesController {
  private final Instances instances;
  private final Signed signed;
  private final Map<String, Answering> answering;

  InstancesController(Instances instances, Signed signed, List<Answering> answering) {
    this.instances = instances;
    this.signed = signed;
    this.answering = Answering.byKind(answering);
  }

  @Post("/{what}")
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  HttpResponse<byte[]> answer(
      @PathVariable String what,
      @Body byte[] question,
      @Nullable @Header(Signed.HEADER) String header) {
    signed
        .fault(header, instances.self(), what, question)
        .ifPresent(
            fault -> {
              throw new Refusal(new Failure.Unauthenticated(fault));
            });
    Answering one = answering.get(what);
    if (one == null) {
      throw new Refusal(
          new Failure.UnknownName("question", what, answering.keySet().stream().sorted().toList()));
    }
    byte[] answer = one.answer(question);
    return HttpResponse.ok(answer)
        .header(Signed.HEADER, signed.answer(String.valueOf(header), answer));
  }
}
