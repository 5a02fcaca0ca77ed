package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static GatewayLimits limits(int waiting, Duration patience) {
    return new GatewayLimits(1, waiting, patience, 1, 1);
  }

  @Test
  void sendsAwayWhoFindsTheQueueFull() throws EngineException {
    var admission = new Admission(limits(0, Duration.ofMinutes(1)));
    admission.acquire();
    assertThatThrownBy(admission::acquire)
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> {
              assertThat(e.code()).isEqualTo(202);
              assertThat(ErrorCode.httpStatus(e.code())).isEqualTo(503);
            });
  }

  @Test
  void sendsAwayWhoWaitedTooLong() throws EngineException {
    var admission = new Admission(limits(5, Duration.ofMillis(20)));
    admission.acquire();
    assertThatThrownBy(admission::acquire).hasMessageContaining("TOO_MANY_SIMULTANEOUS_QUERIES");
  }

  @Test
  void waitsUntilTheOneBeforeHasLeft() throws Exception {
    var admission = new Admission(limits(5, Duration.ofMinutes(1)));
    admission.acquire();
    var second =
        CompletableFuture.runAsync(
            () -> {
              try {
                admission.acquire();
              } catch (EngineException e) {
                throw new IllegalStateException(e);
              }
            });
    admission.release();
    second.get(2, TimeUnit.MINUTES);
    assertThat(second).isCompleted();
  }
}
