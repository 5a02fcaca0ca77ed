package io.millrace.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * ClickHouse's HTTP interface in front of an open engine. Requests run on platform threads with a
 * large stack: the engine parses on them (see {@link ChdbLibrary}), and a native call pins a
 * virtual thread to its carrier, so that a few long queries would stop all others.
 */
final class Gateway implements AutoCloseable {
  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Sessions sessions;
  private final Thread watch;

  private Gateway(HttpServer server, ThreadPoolExecutor threads, Sessions sessions, Thread watch) {
    this.server = server;
    this.threads = threads;
    this.sessions = sessions;
    this.watch = watch;
  }

  /** Binds the address and starts to serve requests. */
  static Gateway start(
      InetSocketAddress address,
      Engine engine,
      GatewayCredentials credentials,
      GatewayLimits limits)
      throws IOException {
    var sessions = new Sessions(engine, limits.sessions());
    var running = new RunningQueries(engine);
    HttpServer server = HttpServer.create(address, 0);
    var queries = new QueryHandler(engine, sessions, running, credentials);
    server.createContext("/", exchange -> route(exchange, queries));
    var threads = threads(limits);
    server.setExecutor(threads);
    server.start();
    var watch = Thread.ofPlatform().daemon().name("peer-watch").start(new PeerWatch(running));
    return new Gateway(server, threads, sessions, watch);
  }

  private static ThreadPoolExecutor threads(GatewayLimits limits) {
    var number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        limits.httpConnections(),
        1,
        TimeUnit.MINUTES,
        new SynchronousQueue<>(),
        task -> {
          var thread =
              new Thread(null, task, "http-" + number.incrementAndGet(), GatewayLimits.STACK_BYTES);
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void route(HttpExchange exchange, QueryHandler queries) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean asks = exchange.getRequestURI().getRawQuery() != null;
    switch (path) {
      case "/ping", "/replicas_status" -> text(exchange, 200, "Ok.\n");
      case "/", "/query" -> {
        if (exchange.getRequestMethod().equals("POST") || asks) {
          queries.handle(exchange);
        } else {
          text(exchange, 200, "Ok.\n");
        }
      }
      default ->
          text(
              exchange,
              404,
              "There is no handle "
                  + path
                  + "\n\nUse / or /ping for health checks.\nSend queries from your program with"
                  + " POST method or GET /?query=...\n");
    }
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=UTF-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      if (!head) {
        out.write(bytes);
      }
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Accepts no more requests; running ones continue. */
  @Override
  public void close() {
    watch.interrupt();
    server.stop(0);
    threads.shutdown();
    sessions.close();
  }
}
