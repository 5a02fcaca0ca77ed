package io.millrace.interactivequeries.streams;

import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.interactivequeries.kafka.Backoff;
import io.millrace.interactivequeries.layout.Layout;
import io.millrace.interactivequeries.layout.Layouts;
import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Nearest;
import io.millrace.interactivequeries.problem.Outcome;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.UnknownStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology and gives its stores out.
 *
 * <p>A stream thread that fails is replaced after a pause that grows with each failure; an
 * application that fails as a whole is built and started again in the same way. Stores are read
 * through the classic store facade: the newer query API can deadlock a stream thread, at least in
 * 4.3.1.
 *
 * <p>When the product moves to another layout, the application of the old one is read until that of
 * the new one has its state.
 */
@Singleton
public final class StreamsHost {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsHost.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final CloseOptions LEAVING =
      CloseOptions.timeout(CLOSE_TIMEOUT)
          .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
  private static final long WATCH_MS = 50;

  private final ServiceSettings settings;
  private final Topologies topologies;
  private final Layouts layouts;
  private final Backoff threadBackoff = backoff();
  private final Backoff startBackoff = backoff();
  private volatile @Nullable Hosted hosted;
  private volatile boolean closed;
  private @Nullable Thread keeper;

  /** An application, and the layout that it has the state of. */
  public record Hosted(Layout layout, KafkaStreams streams) {}

  StreamsHost(ServiceSettings settings, Topologies topologies, Layouts layouts) {
    this.settings = settings;
    this.topologies = topologies;
    this.layouts = layouts;
  }

  /**
   * Starts, and keeps running until closed. Kafka, the topics and the layout should be there.
   *
   * @param port where this instance's HTTP listens
   */
  public synchronized void start(int port) {
    keeper = Thread.ofPlatform().daemon().name("millrace-streams-keeper").start(() -> keep(port));
  }

  /** Whether everything is assigned, restored and being processed. */
  public boolean running() {
    Hosted current = hosted;
    return current != null && current.streams().state() == KafkaStreams.State.RUNNING;
  }

  /** The running application, for routing; a failure before the first start. */
  public Outcome<KafkaStreams> streams() {
    return hosted().map(Hosted::streams);
  }

  /** The running application with its layout; a failure before the first start. */
  public Outcome<Hosted> hosted() {
    Hosted current = hosted;
    return current == null
        ? Outcome.refused(new Failure.NotReady("Kafka Streams is not started yet", 1))
        : Outcome.of(current);
  }

  /** The names of all stores, whether they can be read now or not. */
  public Set<String> storeNames() {
    return TopologyStores.names(topologies.build(layouts.running()).describe());
  }

  /** The local part of a key-value store, all its partitions together. */
  public Outcome<ReadOnlyKeyValueStore<Bytes, byte[]>> store(String name) {
    return read(name, store -> store);
  }

  /** Reads a store; also a store that goes away in the middle is a failure. */
  public <T> Outcome<T> read(
      String name, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    return switch (streams()) {
      case Outcome.Refused<KafkaStreams>(var failure) -> Outcome.refused(failure);
      case Outcome.Done<KafkaStreams>(var current) -> read(current, name, reader);
    };
  }

  @PreDestroy
  public synchronized void stop() throws InterruptedException {
    closed = true;
    if (keeper != null) {
      LockSupport.unpark(keeper);
      keeper.join();
    }
  }

  private <T> Outcome<T> read(
      KafkaStreams current, String name, Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> reader) {
    try {
      ReadOnlyKeyValueStore<Bytes, byte[]> store =
          current.store(
              StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
      return Outcome.of(reader.apply(store));
    } catch (UnknownStateStoreException e) {
      return Outcome.refused(
          new Failure.UnknownName("store", name, Nearest.of(name, storeNames())));
    } catch (InvalidStateStoreException e) {
      return Outcome.refused(
          new Failure.StoreRestoring(name, "Kafka Streams is " + current.state()));
    }
  }

  private void keep(int port) {
    while (!closed) {
      Layout layout = layouts.running();
      // What is paused is about to be replaced: who starts now must not process.
      KafkaStreams opened = hosted == null && layouts.paused() ? null : open(layout, port);
      if (opened != null) {
        takeOver(new Hosted(layout, opened));
        watch(layout, opened);
      }
      pause(closed || isReplaced(layout) ? 0 : startBackoff.next().toMillis());
    }
    Hosted last = hosted;
    if (last != null) {
      var _ = last.streams().close(CLOSE_TIMEOUT);
    }
  }

  private boolean isReplaced(Layout layout) {
    return !layouts.running().equals(layout);
  }

  /** Of an earlier layout, the old application is read until the new one has its state. */
  private void takeOver(Hosted next) {
    Hosted before = hosted;
    if (before != null && !before.layout().equals(next.layout())) {
      while (!closed
          && next.streams().state() != KafkaStreams.State.RUNNING
          && !next.streams().state().hasCompletedShutdown()) {
        pause(WATCH_MS);
      }
    }
    hosted = next;
    if (before != null && !before.layout().equals(next.layout())) {
      var _ = before.streams().close(LEAVING);
      before.streams().cleanUp();
    }
  }

  private @Nullable KafkaStreams open(Layout layout, int port) {
    KafkaStreams opened = null;
    try {
      // Already the constructor takes the state directory's lock, and may find it held.
      opened =
          new KafkaStreams(topologies.build(layout), StreamsSettings.of(settings, layout, port));
      opened.setUncaughtExceptionHandler(this::onFailedThread);
      opened.start();
      return opened;
    } catch (KafkaException | IllegalStateException e) {
      LOG.error("Kafka Streams did not start; another try follows", e);
      if (opened != null) {
        var _ = opened.close(CLOSE_TIMEOUT);
      }
      return null;
    }
  }

  /** Returns when the application has ended, or another one is to take over. */
  private void watch(Layout layout, KafkaStreams current) {
    while (!closed && !current.state().hasCompletedShutdown() && !isReplaced(layout)) {
      if (current.state() == KafkaStreams.State.RUNNING) {
        threadBackoff.reset();
        startBackoff.reset();
      }
      if (layouts.paused() != current.isPaused()) {
        followPause(current);
      }
      pause(WATCH_MS);
    }
    if (!isReplaced(layout)) {
      var _ = current.close(CLOSE_TIMEOUT);
    }
  }

  private static void followPause(KafkaStreams current) {
    if (current.isPaused()) {
      current.resume();
    } else {
      current.pause();
    }
  }

  private StreamThreadExceptionResponse onFailedThread(Throwable failure) {
    long pauseMs = threadBackoff.next().toMillis();
    LOG.error("a stream thread failed; its replacement starts in {} ms", pauseMs, failure);
    pause(closed ? 0 : pauseMs);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static void pause(long ms) {
    LockSupport.parkNanos(ms * 1_000_000);
  }

  private static Backoff backoff() {
    return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
  }
}
