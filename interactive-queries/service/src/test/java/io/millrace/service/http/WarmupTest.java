package io.millrace.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.millrace.service.RunningService;
import io.millrace.service.Service;
import io.millrace.state.settings.ServiceSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmupTest {
  @TempDir private Path dir = Path.of("");

  @Test
  void eachWayIsAnsweredBeforeThereIsAnythingToAnswerFrom() {
    ServiceSettings settings = RunningService.settings("127.0.0.1:9", dir.resolve("state"));
    try (ApplicationContext context = Service.context(settings)) {
      Warmup warmup = context.getBean(Warmup.class);
      assertThat(warmup.run(2)).isEqualTo(2 * Warmup.PATHS.size());
    }
  }
}
