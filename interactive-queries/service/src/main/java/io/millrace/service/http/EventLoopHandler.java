package io.millrace.service.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Precedes the framework's handler in the pipeline of a connection. Responses are sent in the order
 * of their requests: while the framework has one to serve, it also gets the next ones.
 */
final class EventLoopHandler extends ChannelDuplexHandler {
  private static final int LARGEST_BODY = 16 << 10;
  private static final CompletableFuture<Optional<FullHttpResponse>> NONE =
      CompletableFuture.completedFuture(Optional.empty());

  /** A request with one of these is for the framework. */
  private static final List<CharSequence> NOT_PLAIN =
      List.of(
          HttpHeaderNames.ORIGIN,
          HttpHeaderNames.EXPECT,
          HttpHeaderNames.UPGRADE,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.CONTENT_ENCODING);

  private final Supplier<List<EventLoopRoute>> routes;
  private final SlowReads slow;
  private final Overload overload;
  private final Overload.Turn turn;

  /** Requests that the framework has not answered yet. */
  private int underWay;

  private @Nullable PendingResponse coming;
  private boolean written;

  /**
   * Whether a response is pending; requests read in the meantime are kept, and no more are read.
   */
  private boolean waiting;

  private final Deque<Object> held = new ArrayDeque<>();
  private boolean readIsComplete;

  /** A request whose body is coming. */
  private static final class PendingResponse {
    final HttpRequest head;
    final EventLoopRoute route;
    final List<HttpContent> contents = new ArrayList<>(1);

    PendingResponse(HttpRequest head, EventLoopRoute route) {
      this.head = head;
      this.route = route;
    }

    void release() {
      contents.forEach(ReferenceCountUtil::release);
    }

    ByteBuf body() {
      return contents.size() == 1
          ? contents.getFirst().content()
          : Unpooled.wrappedBuffer(
              contents.stream().map(HttpContent::content).toArray(ByteBuf[]::new));
    }
  }

  /**
   * For one connection.
   *
   * @param routes those that there are by now
   * @param loop that of the connection
   */
  EventLoopHandler(
      Supplier<List<EventLoopRoute>> routes,
      SlowReads slow,
      Overload overload,
      EventExecutor loop) {
    this.routes = routes;
    this.slow = slow;
    this.overload = overload;
    this.turn = overload.turnOf(loop);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (waiting) {
      held.add(message);
    } else {
      read(context, message);
    }
  }

  private void read(ChannelHandlerContext context, Object message) {
    if (coming != null && message instanceof HttpContent content) {
      coming.contents.add(content);
      if (content instanceof LastHttpContent) {
        PendingResponse whole = coming;
        coming = null;
        take(context, whole);
      }
      return;
    }
    if (message instanceof HttpRequest head) {
      EventLoopRoute route = underWay == 0 ? route(head) : null;
      if (route != null) {
        coming = new PendingResponse(head, route);
        return;
      }
      underWay++;
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flushWritten(context);
    if (waiting) {
      // Who sees this reads on.
      readIsComplete = true;
    } else {
      context.fireChannelReadComplete();
    }
  }

  private void flushWritten(ChannelHandlerContext context) {
    if (written) {
      written = false;
      context.flush();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInterim(message)) {
      underWay--;
    }
    var _ = context.write(message, promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    drop();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    drop();
  }

  private void drop() {
    if (coming != null) {
      coming.release();
      coming = null;
    }
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  private void take(ChannelHandlerContext context, PendingResponse request) {
    CompletableFuture<Optional<FullHttpResponse>> answer = answer(request);
    if (answer.isDone()) {
      give(context, request, answer);
      return;
    }
    waiting = true;
    var _ =
        answer.whenComplete(
            (_, _) -> context.executor().execute(() -> goOn(context, request, answer)));
  }

  private CompletableFuture<Optional<FullHttpResponse>> answer(PendingResponse request) {
    if (!request.contents.getLast().decoderResult().isSuccess()) {
      return NONE;
    }
    if (turn.isTooLong()) {
      return CompletableFuture.completedFuture(Optional.of(overload.overloadResponse()));
    }
    long start = System.nanoTime();
    try {
      return request.route.handle(request.head, request.body());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      slow.recordDuration(System.nanoTime() - start);
    }
  }

  private void goOn(
      ChannelHandlerContext context,
      PendingResponse request,
      CompletableFuture<Optional<FullHttpResponse>> answer) {
    waiting = false;
    if (!context.channel().isActive()) {
      request.release();
      return;
    }
    give(context, request, answer);
    while (!waiting && !held.isEmpty()) {
      read(context, held.poll());
    }
    flushWritten(context);
    if (!waiting && readIsComplete) {
      readIsComplete = false;
      context.fireChannelReadComplete();
    }
  }

  /** Sends the response, or passes the request to the framework, which also renders failures. */
  private void give(
      ChannelHandlerContext context,
      PendingResponse request,
      CompletableFuture<Optional<FullHttpResponse>> answer) {
    FullHttpResponse response = answer.exceptionally(_ -> Optional.empty()).join().orElse(null);
    if (response != null) {
      request.release();
      var _ = context.write(response, context.voidPromise());
      written = true;
    } else {
      underWay++;
      context.fireChannelRead(request.head);
      request.contents.forEach(context::fireChannelRead);
    }
  }

  private @Nullable EventLoopRoute route(HttpRequest head) {
    for (EventLoopRoute route : routes.get()) {
      if (route.matches(head)) {
        return isPlain(head) && !slow.now() ? route : null;
      }
    }
    return null;
  }

  private static boolean isPlain(HttpRequest head) {
    return head.decoderResult().isSuccess()
        && head.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && HttpUtil.isKeepAlive(head)
        && hasPlainBody(head)
        && !hasAny(head.headers(), NOT_PLAIN);
  }

  private static boolean hasAny(HttpHeaders headers, List<CharSequence> names) {
    for (CharSequence name : names) {
      if (headers.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** No body for a GET, otherwise one of a declared and small length. */
  private static boolean hasPlainBody(HttpRequest head) {
    String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return head.method().equals(HttpMethod.GET)
        ? length == null
        : length != null && HttpUtil.getContentLength(head, Long.MAX_VALUE) <= LARGEST_BODY;
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
