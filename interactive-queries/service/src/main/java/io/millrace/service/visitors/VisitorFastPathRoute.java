package io.millrace.service.visitors;

import io.millrace.service.http.EventLoopRoute;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The response of {@link VisitorsController} for a visitor, if it needs no waiting. */
@Singleton
final class VisitorFastPathRoute implements EventLoopRoute {
  private final VisitorFastPath visitors;
  private final InstantSource clock;

  VisitorFastPathRoute(VisitorFastPath visitors, InstantSource clock) {
    this.visitors = visitors;
    this.clock = clock;
  }

  @Override
  public boolean matches(HttpRequest head) {
    return visitors.matches(head, "");
  }

  @Override
  public CompletableFuture<Optional<FullHttpResponse>> handle(HttpRequest head, ByteBuf body) {
    return visitors.handle(
        head, "", (visitor, record) -> VisitorView.of(visitor.visitor(), record, clock.millis()));
  }
}
