package io.millrace.service.instances;

import io.micronaut.http.MediaType;
import io.millrace.service.http.EventLoopResponses;
import io.millrace.service.http.EventLoopRoute;
import io.millrace.state.cluster.Instances;
import io.millrace.state.cluster.PeerRequestHandler;
import io.millrace.state.cluster.PeerSignature;
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

/** The response of {@link InstancesController}, if it needs no waiting. */
@Singleton
final class PeerRequestFastPath implements EventLoopRoute {
  private final Instances instances;
  private final PeerSignature signed;
  private final Map<String, PeerRequestHandler> answering;

  PeerRequestFastPath(
      Instances instances, PeerSignature signed, List<PeerRequestHandler> answering) {
    this.instances = instances;
    this.signed = signed;
    this.answering = PeerRequestHandler.byKind(answering);
  }

  @Override
  public boolean matches(HttpRequest head) {
    return head.method().equals(HttpMethod.POST)
        && head.uri().startsWith(PeerRequestHandler.PATH + "/");
  }

  @Override
  public CompletableFuture<Optional<FullHttpResponse>> handle(HttpRequest head, ByteBuf body) {
    String what = head.uri().substring(PeerRequestHandler.PATH.length() + 1);
    return CompletableFuture.completedFuture(
        answer(what, head.headers().get(PeerSignature.HEADER), ByteBufUtil.getBytes(body)));
  }

  private Optional<FullHttpResponse> answer(String what, @Nullable String header, byte[] request) {
    PeerRequestHandler one = answering.get(what);
    if (one == null
        || header == null
        || signed.fault(header, instances.self(), what, request).isPresent()) {
      return Optional.empty();
    }
    return one.handleOnFastPath(request)
        .map(
            bytes -> {
              FullHttpResponse answer =
                  EventLoopResponses.ok(bytes, MediaType.APPLICATION_OCTET_STREAM);
              answer.headers().set(PeerSignature.HEADER, signed.signResponse(header, bytes));
              return answer;
            });
  }
}
