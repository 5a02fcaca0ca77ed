package io.millrace.interactivequeries.status;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.interactivequeries.layout.Layouts;
import io.millrace.interactivequeries.problem.Refusal;
import io.millrace.interactivequeries.query.SourceKind;
import io.millrace.interactivequeries.query.Visibility;
import io.millrace.interactivequeries.stores.LocalStores;
import io.millrace.interactivequeries.streams.StreamsHost;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives {@link Freshness} on a thread of its own. While Kafka or the stores do not answer, the
 * moments stay where they are, which is true still.
 */
@Singleton
public final class FreshnessWatch
    implements Visibility, ApplicationEventListener<ServerStartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(FreshnessWatch.class);
  private static final long STEP_MS = 200;

  private final ServiceSettings settings;
  private final Layouts layouts;
  private final StreamsHost streams;
  private final LocalStores stores;
  private final InstantSource clock;
  private volatile @Nullable Freshness freshness;
  private volatile Map<String, Long> lag = Map.of();
  private @Nullable Thread thread;

  FreshnessWatch(
      ServiceSettings settings,
      Layouts layouts,
      StreamsHost streams,
      LocalStores stores,
      InstantSource clock) {
    this.settings = settings;
    this.layouts = layouts;
    this.streams = streams;
    this.stores = stores;
    this.clock = clock;
  }

  @Override
  public synchronized void onApplicationEvent(ServerStartupEvent started) {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("millrace-freshness").start(this::run);
    }
  }

  @Override
  public OptionalLong asOf(SourceKind kind) {
    Freshness current = freshness;
    return current == null ? OptionalLong.empty() : current.asOf(kind);
  }

  /** How many records each partition of the event topics is ahead of Streams, as last seen. */
  public Map<String, Long> lag() {
    return lag;
  }

  @PreDestroy
  public synchronized void stop() throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }

  private void run() {
    try {
      while (freshness == null) {
        follow();
        Thread.sleep(STEP_MS);
      }
    } catch (InterruptedException e) {
      LOG.debug("closed");
    }
  }

  /** Returns only where Kafka's address or the layout is not known yet. */
  private void follow() throws InterruptedException {
    try (var border = new KafkaBorder(settings, layouts, streams, stores, clock)) {
      var current = new Freshness(border);
      freshness = current;
      while (true) {
        step(current, border);
        Thread.sleep(STEP_MS);
      }
    } catch (Refusal e) {
      LOG.debug("the layout is not known yet", e);
    } catch (KafkaException e) {
      LOG.warn("Kafka cannot be asked how far things are: {}", e.toString());
    }
  }

  private void step(Freshness current, KafkaBorder border) throws InterruptedException {
    try {
      current.step();
      lag = lag(border);
    } catch (KafkaException | Refusal e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LOG.debug("how far things are is not known now", e);
    }
  }

  private static Map<String, Long> lag(KafkaBorder border) {
    var lag = new TreeMap<String, Long>();
    Map<TopicPartition, Long> committed = border.committed(Border.Reader.STREAMS).next();
    border
        .ends(Border.Place.EVENTS)
        .next()
        .forEach(
            (partition, end) ->
                lag.put(
                    partition.toString(),
                    Math.max(0, end - committed.getOrDefault(partition, 0L))));
    return lag;
  }
}
