package io.millrace.service.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Takes deliveries as it is told to. */
final class Receiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Delivery> all = new CopyOnWriteArrayList<>();
  private final List<Delivery> taken = new CopyOnWriteArrayList<>();
  private volatile Function<Delivery, Reply> replies = _ -> Reply.OK;

  /** What to answer; status 0 for nothing at all. */
  record Reply(int status, Map<String, String> headers) {
    static final Reply OK = of(204);
    static final Reply HANG = of(0);

    static Reply of(int status) {
      return new Reply(status, Map.of());
    }
  }

  /** A request that came. */
  record Delivery(long nanos, String target, Headers headers, String body) {
    String header(String name) {
      return headers.getFirst(name);
    }

    List<JsonNode> changes() {
      var changes = new ArrayList<JsonNode>();
      json().path("changes").forEach(changes::add);
      return changes;
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:%d/hook?token=of-the-receiver"
        .formatted(server.getAddress().getPort());
  }

  Receiver answers(Reply reply) {
    replies = _ -> reply;
    return this;
  }

  Receiver answers(Function<Delivery, Reply> chosen) {
    replies = chosen;
    return this;
  }

  /** All requests, also those that were not taken. */
  List<Delivery> all() {
    return all;
  }

  /** The message ids of the changes that were taken, in the order in which they first came. */
  Set<String> taken() {
    var ids = new LinkedHashSet<String>();
    for (Delivery delivery : taken) {
      delivery.changes().forEach(change -> ids.add(change.path("eventId").asText()));
    }
    return ids;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var delivery =
          new Delivery(
              System.nanoTime(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              body);
      Reply reply = replies.apply(delivery);
      all.add(delivery);
      if (reply.status() == 0) {
        closing.await();
        return;
      }
      if (reply.status() / 100 == 2) {
        taken.add(delivery);
      }
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(reply.status(), -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
