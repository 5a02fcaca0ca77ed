package io.millrace.service.deadletters;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServiceSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;

/** Waits until this instance has read every mark that is committed now. */
@Singleton
final class MarkCatchUp {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DeadLetterConsumer follower;
  private final ServiceSettings settings;

  MarkCatchUp(DeadLetterConsumer follower, ServiceSettings settings) {
    this.follower = follower;
    this.settings = settings;
  }

  void await() throws InterruptedException, ExecutionException {
    if (!follower.awaitMarks(end(), PATIENCE)) {
      throw new FailureException(
          new Failure.NotReady(
              "the dead letter marks were not read back within %s".formatted(PATIENCE), 1));
    }
  }

  private long end() throws InterruptedException, ExecutionException {
    try (Admin admin = ReplayTargets.admin(settings)) {
      return admin
          .listOffsets(
              Map.of(follower.marks(), OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .partitionResult(follower.marks())
          .get()
          .offset();
    }
  }
}
