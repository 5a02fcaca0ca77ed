package io.millrace.state.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final AtomicLong now = new AtomicLong();
  private final Map<String, Double> polls = new HashMap<>();
  private final Watchdog watchdog = new Watchdog(() -> polls, now::get);

  @Test
  void findsAThreadThatDoesNotPollAnyMore() {
    polls.put("stream-1", 5.0);
    polls.put("stream-2", 5.0);
    watchdog.check();
    assertThat(watchdog.problem()).isEmpty();

    now.addAndGet(Watchdog.STANDSTILL.toMillis());
    polls.put("stream-2", 6.0);
    watchdog.check();
    assertThat(watchdog.problem()).hasValue("stream-1 has not polled for 300 s");

    polls.put("stream-1", 6.0);
    watchdog.check();
    assertThat(watchdog.problem()).isEmpty();
  }

  @Test
  void aThreadThatNeedNotRunMayStand() {
    polls.put("stream-1", 5.0);
    watchdog.check();
    polls.clear();
    now.addAndGet(10 * Watchdog.STANDSTILL.toMillis());
    watchdog.check();
    polls.put("stream-1", 5.0);
    watchdog.check();
    assertThat(watchdog.problem()).isEmpty();
  }

  @Test
  void findsThreadsThatWaitForEachOther() throws InterruptedException {
    var first = new ReentrantLock();
    var second = new ReentrantLock();
    var both = new CountDownLatch(2);
    Thread one = locker("locker-one", first, second, both);
    Thread other = locker("locker-two", second, first, both);
    TestCluster.await()
        .until(
            () -> {
              watchdog.check();
              return watchdog
                  .problem()
                  .filter("deadlocked threads: locker-one, locker-two"::equals)
                  .isPresent();
            });
    one.interrupt();
    one.join();
    other.join();
    watchdog.check();
    assertThat(watchdog.problem()).isEmpty();
  }

  private static Thread locker(
      String name, ReentrantLock first, ReentrantLock second, CountDownLatch both) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              first.lock();
              try {
                both.countDown();
                both.await();
                second.lockInterruptibly();
                second.unlock();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                first.unlock();
              }
            });
  }
}
