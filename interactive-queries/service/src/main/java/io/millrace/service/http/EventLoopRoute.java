package io.millrace.service.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Serves simple requests of one kind on the event loop. */
public interface EventLoopRoute {
  /** Whether a request is of this kind, by its head; called for each request of a connection. */
  boolean matches(HttpRequest head);

  /**
   * The response, immediately or later, from any thread; empty, or a failure, if the framework's
   * route must serve it. Never blocks.
   *
   * @param body complete; not to be kept
   */
  CompletableFuture<Optional<FullHttpResponse>> handle(HttpRequest head, ByteBuf body);
}
