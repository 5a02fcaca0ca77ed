package io.millrace.benchmarks.reads;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The same response for everyone: from memory, or by a GET of Redis. */
@Controller
@Requires(property = BareService.PAYLOAD)
final class BareController {
  private final byte[] payload;
  private final Redis redis;

  BareController(BareService.Settings settings) throws IOException {
    payload = Files.readAllBytes(Path.of(settings.payload()));
    redis = new Redis(settings.redisPort());
    if (settings.redisPort() > 0) {
      redis.set(BareService.KEY, payload);
    }
  }

  /** On the event loop: nothing blocks. */
  @Get("/bare/{visitor}")
  byte[] bare(@PathVariable String visitor) {
    return payload;
  }

  @Get("/redis/{visitor}")
  @ExecuteOn(TaskExecutors.BLOCKING)
  byte[] redis(@PathVariable String visitor) throws IOException {
    return redis.get(BareService.KEY);
  }
}
