package io.millrace.state.cluster;

import static java.util.Objects.requireNonNull;

import io.millrace.state.cluster.InstanceFailed.FailureKind;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to another instance, with one request at a time; its state belongs to its event
 * loop.
 */
final class PeerConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
  /** The server closes connections that are idle for some minutes: no request must meet that. */
  private static final Duration KEPT = Duration.ofSeconds(60);

  /** Continuations of larger responses do not run on the event loop. */
  private static final int LARGE = 64 << 10;

  private final PeerConnections.Peer peer;
  private volatile @Nullable ChannelHandlerContext context;
  private @Nullable Exchange current;
  private @Nullable Future<?> timeout;
  private volatile long idleSince;

  PeerConnection(PeerConnections.Peer peer) {
    this.peer = peer;
  }

  /** A response as received. */
  @SuppressWarnings("ArrayRecordComponent") // Created once, and only read.
  record PeerResponse(FullHttpResponse head, byte[] body) {}

  /** A request, and its result. */
  record Exchange(
      Instance to, FullHttpRequest question, long deadline, CompletableFuture<PeerResponse> done) {
    Exchange(Instance to, FullHttpRequest question, long deadline) {
      this(to, question, deadline, new CompletableFuture<>());
    }

    void fail(FailureKind why, String detail) {
      var _ = done.completeExceptionally(new InstanceFailed(to, why, detail));
    }

    void succeed(PeerResponse answer) {
      if (answer.body.length > LARGE) {
        var _ = Thread.startVirtualThread(() -> done.complete(answer));
      } else {
        var _ = done.complete(answer);
      }
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  boolean isOfThisEventLoop() {
    return requireNonNull(context).executor().inEventLoop();
  }

  boolean isFresh() {
    return System.nanoTime() - idleSince < KEPT.toNanos();
  }

  /** From any thread, while there is no other request. */
  void send(Exchange exchange) {
    ChannelHandlerContext open = requireNonNull(context);
    if (open.executor().inEventLoop()) {
      send(open, exchange);
    } else {
      open.executor().execute(() -> send(open, exchange));
    }
  }

  void close() {
    var _ = requireNonNull(context).close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext open, FullHttpResponse response) {
    Exchange answered = end();
    if (answered == null) {
      // It has timed out, and the connection is being closed.
      return;
    }
    if (HttpUtil.isKeepAlive(response)) {
      idleSince = System.nanoTime();
      peer.keep(this);
    } else {
      var _ = open.close();
    }
    answered.succeed(new PeerResponse(response, ByteBufUtil.getBytes(response.content())));
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    peer.closed(this);
    fail(FailureKind.SILENT, "it closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext open, Throwable cause) {
    fail(FailureKind.SILENT, cause.toString());
    var _ = open.close();
  }

  private void send(ChannelHandlerContext open, Exchange exchange) {
    if (!open.channel().isActive()) {
      // It was closed just now, with nothing sent on it yet.
      peer.send(exchange);
      return;
    }
    long leftNanos = exchange.deadline - System.nanoTime();
    current = exchange;
    timeout =
        open.executor().schedule(() -> giveUp(open), Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
    open.writeAndFlush(exchange.question)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                exceptionCaught(open, sent.cause());
              }
            });
  }

  private void giveUp(ChannelHandlerContext open) {
    fail(FailureKind.SILENT, "it did not answer in time");
    var _ = open.close();
    peer.closeIdle();
  }

  private void fail(FailureKind why, String detail) {
    Exchange failed = end();
    if (failed != null) {
      failed.fail(why, detail);
    }
  }

  private @Nullable Exchange end() {
    Exchange ended = current;
    current = null;
    if (timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
    return ended;
  }
}
