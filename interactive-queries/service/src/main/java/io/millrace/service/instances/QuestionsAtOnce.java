package io.millrace.service.instances;

import io.micronaut.http.MediaType;
import io.millrace.service.http.Answers;
import io.millrace.service.http.EventLoopRoute;
import io.millrace.state.cluster.Answering;
import io.millrace.state.cluster.Instances;
import io.millrace.state.cluster.Signed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What {@link InstancesController} answers, where that takes no waiting. */
@Singleton
final class QuestionsAtOnce implements EventLoopRoute {
  private final Instances instances;
  private final Signed signed;
  private final Map<String, Answering> answering;

  QuestionsAtOnce(Instances instances, Signed signed, List<Answering> answering) {
    this.instances = instances;
    this.signed = signed;
    this.answering = Answering.byKind(answering);
  }

  @Override
  public boolean takes(HttpRequest head) {
    return head.method().equals(HttpMethod.POST) && head.uri().startsWith(Answering.PATH + "/");
  }

  @Override
  public CompletableFuture<Optional<FullHttpResponse>> answer(HttpRequest head, ByteBuf body) {
    String what = head.uri().substring(Answering.PATH.length() + 1);
    return CompletableFuture.completedFuture(
        answer(what, head.headers().get(Signed.HEADER), ByteBufUtil.getBytes(body)));
  }

  private Optional<FullHttpResponse> answer(String what, @Nullable String header, byte[] question) {
    Answering one = answering.get(what);
    if (one == null
        || header == null
        || signed.fault(header, instances.self(), what, question).isPresent()) {
      return Optional.empty();
    }
    return one.answerAtOnce(question)
        .map(
            bytes -> {
              FullHttpResponse answer = Answers.ok(bytes, MediaType.APPLICATION_OCTET_STREAM);
              answer.headers().set(Signed.HEADER, signed.answer(header, bytes));
              return answer;
            });
  }
}
