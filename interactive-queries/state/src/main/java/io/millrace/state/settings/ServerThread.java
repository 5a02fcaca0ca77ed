package io.millrace.state.settings;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.millrace.state.retry.Backoff;
import io.millrace.state.retry.BackoffPolicy;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on a thread of its own, which starts when the server listens, and stops with it. If it fails
 * it is restarted.
 */
public abstract class ServerThread implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(ServerThread.class);

  /** Between a failure and the next try. */
  private static final BackoffPolicy PAUSES =
      BackoffPolicy.doubling(Duration.ofSeconds(1), Duration.ofSeconds(10));

  /** Work that went on for so long is not in a row with the failures before. */
  private static final Duration CALM = Duration.ofMinutes(1);

  private final Thread.Builder builder;
  private @Nullable Thread thread;

  protected ServerThread(String name) {
    this(Thread.ofPlatform().daemon().name(name));
  }

  protected ServerThread(Thread.Builder builder) {
    this.builder = builder;
  }

  /** The work, until the thread is interrupted; called again after an exception of its own. */
  protected abstract void run() throws InterruptedException;

  @Override
  public void onApplicationEvent(ServerStartupEvent started) {
    start();
  }

  /** Starts the thread, if it has not started yet. */
  public final synchronized void start() {
    if (thread == null) {
      thread = builder.start(this::runUntilInterrupted);
    }
  }

  /** Interrupts the thread and waits for its end. */
  @PreDestroy
  public synchronized void stop() throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }

  private void runUntilInterrupted() {
    try {
      var backoff = new Backoff(PAUSES);
      for (long begun = System.nanoTime(); !endsWithoutFailure(); begun = System.nanoTime()) {
        if (System.nanoTime() - begun > CALM.toNanos()) {
          backoff.reset();
        }
        backoff.await();
      }
    } catch (InterruptedException e) {
      LOG.debug("{} is closed", Thread.currentThread().getName());
    }
  }

  private boolean endsWithoutFailure() throws InterruptedException {
    try {
      run();
      return true;
    } catch (RuntimeException e) {
      LOG.error("{} failed and is restarted", Thread.currentThread().getName(), e);
      return false;
    }
  }
}
