package io.millrace.benchmarks.reads;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;

/**
 * The bare server, a process of its own with the heap of an instance. Arguments: the file with the
 * response body, and the port of a Redis, or 0. Prints its port.
 */
final class BareService {
  static final String PAYLOAD = "bare.payload";
  static final String KEY = "visitor";

  private BareService() {}

  /** The response body and the Redis port. */
  record Settings(String payload, int redisPort) {}

  public static void main(String[] args) {
    var context =
        ApplicationContext.builder()
            .singletons(new Settings(args[0], Integer.parseInt(args[1])))
            .properties(
                Map.of(
                    "micronaut.server.host",
                    "127.0.0.1",
                    "micronaut.server.port",
                    -1,
                    "endpoints.all.enabled",
                    false,
                    "kafka.enabled",
                    false,
                    PAYLOAD,
                    args[0]))
            .deduceEnvironment(false)
            .banner(false)
            .start();
    System.out.println("port " + context.getBean(EmbeddedServer.class).start().getPort());
  }
}
