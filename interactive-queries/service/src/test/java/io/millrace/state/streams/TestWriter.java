package io.millrace.state.streams;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Writes about a thousand records a second, once it is started. */
public final class TestWriter implements AutoCloseable {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private volatile int written;

  public TestWriter(TestCluster cluster, int keys) {
    thread =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  for (int key = 0; !closed.get(); key++) {
                    cluster.send(key % keys, ByteBuffer.allocate(500).putInt(key).array());
                    written = key;
                    LockSupport.parkNanos(1_000_000);
                  }
                });
  }

  public void start() {
    thread.start();
  }

  void awaitSome() {
    TestCluster.await().until(() -> written > 2_000);
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
