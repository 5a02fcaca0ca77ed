package io.millrace.state.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerThreadTest {
  @Test
  void beginsAnewAfterAFailureAndEndsWhenStopped() throws Exception {
    var starts = new AtomicInteger();
    var again = new CountDownLatch(1);
    var work =
        new ServerThread("any") {
          @Override
          protected void run() throws InterruptedException {
            if (starts.incrementAndGet() == 1) {
              throw new IllegalStateException("the first time fails");
            }
            again.countDown();
            Thread.sleep(Long.MAX_VALUE);
          }
        };
    work.start();
    assertThat(again.await(1, TimeUnit.MINUTES)).isTrue();
    work.stop();
    assertThat(starts).hasValue(2);
  }
}
