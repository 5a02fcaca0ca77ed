package io.millrace.service.segments;

import io.millrace.service.http.EventLoopRoute;
import io.millrace.service.visitors.VisitorsAtOnce;
import io.millrace.topologies.segment.VisitorSegments;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What {@link VisitorSegmentsController} answers, where that takes no waiting. */
@Singleton
final class VisitorSegmentsAtOnce implements EventLoopRoute {
  private final VisitorsAtOnce visitors;
  private final SegmentCatalog catalog;
  private final InstantSource clock;

  VisitorSegmentsAtOnce(VisitorsAtOnce visitors, SegmentCatalog catalog, InstantSource clock) {
    this.visitors = visitors;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public boolean takes(HttpRequest head) {
    return visitors.takes(head, VisitorSegmentsController.END);
  }

  @Override
  public CompletableFuture<Optional<FullHttpResponse>> answer(HttpRequest head, ByteBuf body) {
    return visitors.answer(
        head,
        VisitorSegmentsController.END,
        (visitor, record) ->
            VisitorSegmentsController.VisitorSegmentList.of(
                visitor.visitor(),
                VisitorSegments.at(
                    clock.millis(), catalog.book(visitor.tenant()), visitor, record)));
  }
}
