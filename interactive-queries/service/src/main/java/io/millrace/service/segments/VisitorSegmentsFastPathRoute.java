package io.millrace.service.segments;

import io.millrace.service.http.EventLoopRoute;
import io.millrace.service.visitors.VisitorFastPath;
import io.millrace.topologies.segment.VisitorSegments;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The response of {@link VisitorSegmentsController}, if it needs no waiting. */
@Singleton
final class VisitorSegmentsFastPathRoute implements EventLoopRoute {
  private final VisitorFastPath visitors;
  private final SegmentCatalogue catalog;
  private final InstantSource clock;

  VisitorSegmentsFastPathRoute(
      VisitorFastPath visitors, SegmentCatalogue catalog, InstantSource clock) {
    this.visitors = visitors;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public boolean matches(HttpRequest head) {
    return visitors.matches(head, VisitorSegmentsController.END);
  }

  @Override
  public CompletableFuture<Optional<FullHttpResponse>> handle(HttpRequest head, ByteBuf body) {
    return visitors.handle(
        head,
        VisitorSegmentsController.END,
        (visitor, record) ->
            VisitorSegmentsController.VisitorSegmentList.of(
                visitor.visitor(),
                VisitorSegments.at(
                    clock.millis(), catalog.book(visitor.tenant()), visitor, record)));
  }
}
