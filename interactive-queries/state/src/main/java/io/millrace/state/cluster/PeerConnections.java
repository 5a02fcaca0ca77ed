package io.millrace.state.cluster;

import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.millrace.state.cluster.InstanceFailed.FailureKind;
import io.millrace.state.streams.StreamsHost;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * HTTP connections to other instances, on the event loops of the server. Each has one request at a
 * time, so that a slow one does not delay others, and is kept for the next.
 */
@Singleton
final class PeerConnections {
  private static final int CONNECT_TIMEOUT_MS = 500;
  private static final int LARGEST_ANSWER = 256 << 20;

  /** To one instance; more concurrent requests are rejected. */
  private static final int MOST = 512;

  private final StreamsHost streams;
  private final Bootstrap bootstrap;
  private final Map<Instance, Peer> peers = new ConcurrentHashMap<>();

  PeerConnections(EventLoopGroupRegistry loops, StreamsHost streams) {
    this.streams = streams;
    bootstrap =
        new Bootstrap()
            .group(loops.getDefaultEventLoopGroup())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .option(ChannelOption.TCP_NODELAY, true);
  }

  /** An instance, and the connections to it. */
  final class Peer {
    final Instance instance;

    /** The last one is used first, so that the others become idle and are closed. */
    private final Deque<PeerConnection> idle = new ConcurrentLinkedDeque<>();

    private final AtomicInteger open = new AtomicInteger();

    Peer(Instance instance) {
      this.instance = instance;
    }

    void send(PeerConnection.Exchange exchange) {
      for (PeerConnection kept = take(); kept != null; kept = take()) {
        if (kept.isFresh()) {
          kept.send(exchange);
          return;
        }
        kept.close();
      }
      connect(exchange);
    }

    /**
     * Prefers a connection on the caller's event loop, so that no other thread needs to be woken.
     */
    private @Nullable PeerConnection take() {
      PeerConnection own =
          idle.stream().filter(PeerConnection::isOfThisEventLoop).findFirst().orElse(null);
      return own != null && idle.remove(own) ? own : idle.pollFirst();
    }

    void keep(PeerConnection connection) {
      idle.addFirst(connection);
    }

    void closed(PeerConnection connection) {
      var _ = idle.remove(connection);
    }

    /** It does not respond: open connections may be dead. */
    void closeIdle() {
      for (PeerConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
        kept.close();
      }
    }

    private void connect(PeerConnection.Exchange exchange) {
      if (open.incrementAndGet() > MOST) {
        open.decrementAndGet();
        exchange.fail(FailureKind.SILENT, "%,d requests to it are in flight".formatted(MOST));
        return;
      }
      var connection = new PeerConnection(this);
      ChannelFuture connected =
          bootstrap
              .clone()
              .handler(new Pipeline(connection))
              .connect(instance.host(), instance.port());
      connected.channel().closeFuture().addListener(_ -> open.decrementAndGet());
      connected.addListener(
          _ -> {
            if (connected.isSuccess()) {
              streams.instanceReachable(instance.info());
              connection.send(exchange);
            } else {
              if (refused(connected.cause())) {
                streams.connectionRefused(instance.info());
              }
              exchange.fail(FailureKind.UNREACHABLE, String.valueOf(connected.cause()));
            }
          });
    }
  }

  /** Its host reports that nothing listens there. */
  private static boolean refused(Throwable why) {
    return why instanceof ConnectException && !(why instanceof ConnectTimeoutException);
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    private final PeerConnection connection;

    Pipeline(PeerConnection connection) {
      this.connection = connection;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_ANSWER), connection);
    }
  }

  /** Sends a request, and returns its result; {@link InstanceFailed} for no response. */
  CompletableFuture<PeerConnection.PeerResponse> send(
      Instance to, FullHttpRequest request, Duration patience) {
    var exchange = new PeerConnection.Exchange(to, request, System.nanoTime() + patience.toNanos());
    peers.computeIfAbsent(to, Peer::new).send(exchange);
    return exchange.done();
  }
}
