package io.millrace.service.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micronaut.http.server.netty.NettyEmbeddedServer;
import io.micronaut.http.server.netty.NettyEmbeddedServerFactory;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves requests of its own, on an unpublished port, before the service listens on the public one:
 * the code is loaded and compiled by then. Until then the public port refuses connections, and
 * callers go to another instance immediately instead of waiting here.
 */
@Singleton
public final class Warmup {
  private static final Logger LOG = LoggerFactory.getLogger(Warmup.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Methods are compiled after some hundred calls. */
  public static final int ROUNDS = 100;

  /** Without the first pass, which is bound by class loading. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  /** One for each way that requests go. */
  static final List<String> PATHS =
      List.of(
          "/health",
          "/v1/visitors/rehearsal?maxStaleness=1s",
          "/v1/visitors/rehearsal/segments?maxStaleness=1s",
          "/v1/stores/visitors/range?from=a&to=b&maxStaleness=1s");

  private final NettyEmbeddedServerFactory servers;
  private final EventLoopRoutes routes;

  Warmup(NettyEmbeddedServerFactory servers, EventLoopRoutes routes) {
    this.servers = servers;
    this.routes = routes;
  }

  /**
   * Sends all requests this many times, or fewer times if that takes too long. A failed request
   * does not prevent the start.
   *
   * @return how many were served
   */
  public int run(int rounds) {
    int answered = 0;
    var configuration = new NettyHttpServerConfiguration();
    configuration.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    configuration.setPort(-1);
    routes.make();
    NettyEmbeddedServer server = servers.build(configuration);
    try {
      routes.addTo((NettyServerCustomizer.Registry) server);
      server.start();
      answered = round(server.getPort());
      long end = System.nanoTime() + LONGEST.toNanos();
      for (int round = 1; round < rounds && System.nanoTime() < end; round++) {
        answered += round(server.getPort());
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the warm-up did not complete", e);
    } finally {
      server.stop();
    }
    return answered;
  }

  private static int round(int port) throws IOException {
    int answered = 0;
    for (String path : PATHS) {
      answered += isAnswered(port, path) ? 1 : 0;
    }
    return answered;
  }

  private static boolean isAnswered(int port, String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer rehearsal\r\n\r\n"
                  .formatted(path)
                  .getBytes(US_ASCII));
      return socket.getInputStream().read() >= 0;
    }
  }
}
