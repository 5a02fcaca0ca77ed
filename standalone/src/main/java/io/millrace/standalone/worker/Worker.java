package io.millrace.standalone.worker;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;

/**
 * A running Connect worker in this process. It is in distributed mode, as a standalone worker keeps
 * its connectors in memory and would lose them at a restart.
 */
public final class Worker implements AutoCloseable {
  private final Connect<?> connect;

  private Worker(Connect<?> connect) {
    this.connect = connect;
  }

  /** Returns when the REST API listens; Kafka must be available. */
  public static Worker start(WorkerSettings settings) {
    // Connect's own shutdown hook would run while its broker is being stopped too.
    Exit.setShutdownHookAdder((_, _) -> {});
    var started = new CompletableFuture<Connect<?>>();
    // Connect leaves its own class loader on the thread that starts it.
    Thread.ofPlatform()
        .name("worker-start")
        .start(
            () -> {
              try {
                started.complete(new ConnectDistributed().startConnect(settings.properties()));
              } catch (Throwable e) {
                started.completeExceptionally(e);
              }
            });
    return new Worker(started.join());
  }

  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }
}
