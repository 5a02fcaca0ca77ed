package io.millrace.state.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RebalanceBarrierTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final RebalanceBarrier handOver = new RebalanceBarrier(FOR_EVER);

  @Test
  void aThreadThatIsAloneGoesOn() {
    begin("a", 1).join();
    begin("a", 2).join();
  }

  @Test
  void whoIsFirstGoesOnWhenTheOthersHaveGivenUpTheirsToo() {
    begin("a", 1).join();
    begin("b", 1).join();
    CompletableFuture<Void> first = begin("a", 2);
    begin("b", 2).join();
    first.join();
  }

  @Test
  void nobodyWaitsForAThreadThatHasNothingAnyMore() {
    begin("a", 1).join();
    begin("b", 1).join();
    CompletableFuture<Void> first = begin("a", 2);
    handOver.deregister("b");
    first.join();
    begin("a", 3).join();
  }

  @Test
  void whoComesAnewHoldsNothingThatOthersWouldWaitFor() {
    begin("a", 1).join();
    begin("a", 2).join();
    begin("b", 2).join();
  }

  @Test
  void theFirstWaitsAndNotForEver() throws Exception {
    var impatient = new RebalanceBarrier(Duration.ofMillis(20));
    impatient.await("a", 1);
    impatient.await("b", 1);
    long start = System.nanoTime();
    impatient.await("a", 2);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(19_000_000);
  }

  /** Begins to wait, and is done when the thread may go on. */
  private CompletableFuture<Void> begin(String thread, int generation) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            handOver.await(thread, generation);
          } catch (InterruptedException e) {
            throw new CompletionException(e);
          }
        },
        task -> Thread.ofPlatform().start(task));
  }
}
