package io.millrace.state.definitions;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.settings.ServiceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every definition, from a consumer of its own: what a request needs to be let in does not hang on
 * the state of Kafka Streams. Follows the topic until closed; reads are lock free.
 */
@Singleton
public final class DefinitionLog {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionLog.class);
  private static final int LATEST = 1_000;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Map<DefinitionKey, Definition> definitions = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  /** Notified with each definition that is read. */
  private final Object taken = new Object();

  /** Offsets of the records read last; guarded by {@link #taken}. */
  private final NavigableSet<Long> latest = new TreeSet<>();

  /** Everything before it is read; guarded by {@link #taken}. */
  private long position;

  private final CountDownLatch loaded = new CountDownLatch(1);
  private final Topic<DefinitionKey, Definition> topic;
  private final KafkaSettings kafka;
  private @Nullable KafkaConsumer<DefinitionKey, Definition> consumer;
  private @Nullable Thread follower;

  DefinitionLog(ServiceSettings settings, Topics topics) {
    this.topic = topics.definitions();
    this.kafka = settings.kafka();
  }

  /** The newest version of this definition, removed ones included; null if there is none. */
  public @Nullable Definition get(DefinitionKey key) {
    return definitions.get(key);
  }

  /** All of a kind, by tenant and name. */
  public List<Definition> all(DefinitionKind<?> kind) {
    return definitions.values().stream()
        .filter(kind::includes)
        .sorted(Comparator.comparing(Definition::tenant).thenComparing(Definition::name))
        .toList();
  }

  /** Increases with each definition that is read. */
  public long changes() {
    return changes.get();
  }

  /** Waits until {@link #changes} is past this, or the timeout. */
  public void awaitChange(long seen, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (taken) {
      long left = patience.toMillis();
      while (changes.get() <= seen && left > 0) {
        taken.wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    }
  }

  /** Waits until a definition has this version or a later one; false on timeout. */
  boolean awaitVersion(DefinitionKey key, long version, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (taken) {
      while (true) {
        Definition seen = definitions.get(key);
        if (seen != null && seen.version() >= version) {
          return true;
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        taken.wait(left);
      }
    }
  }

  /** Waits until everything before an offset is read; false on timeout. */
  boolean awaitOffset(long offset, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (taken) {
      while (position < offset) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        taken.wait(left);
      }
      return true;
    }
  }

  /** Whether everything written before the start has been read. */
  public boolean loaded() {
    return loaded.getCount() == 0;
  }

  /** Blocks until everything that was there at the start has been read. */
  public void awaitLoaded() throws InterruptedException {
    loaded.await();
  }

  /** Starts to follow the topic, which must exist. */
  public synchronized void follow() {
    var opened =
        KafkaClients.consumer(
            kafka, config(), topic.key().deserializer(), topic.value().deserializer());
    consumer = opened;
    follower = Thread.ofPlatform().daemon().name("millrace-definitions").start(() -> run(opened));
  }

  /** Stops to follow the topic, and waits for the thread to end. */
  @PreDestroy
  public synchronized void stop() throws InterruptedException {
    if (consumer != null && follower != null) {
      consumer.wakeup();
      follower.join();
    }
  }

  private void run(KafkaConsumer<DefinitionKey, Definition> opened) {
    var partition = new TopicPartition(topic.name(), 0);
    try (opened) {
      opened.assign(List.of(partition));
      opened.seekToBeginning(List.of(partition));
      long end = -1;
      while (true) {
        end = end < 0 ? endOffset(opened, partition) : end;
        takeNext(opened);
        passed(opened.position(partition));
        if (end >= 0 && loaded.getCount() > 0 && opened.position(partition) >= end) {
          loaded.countDown();
        }
      }
    } catch (WakeupException e) {
      LOG.debug("closed");
    }
  }

  /** Whether the record of this offset was read: one that is committed, of the latest. */
  boolean hasRead(long offset) {
    synchronized (taken) {
      return latest.contains(offset);
    }
  }

  private void passed(long offset) {
    synchronized (taken) {
      position = offset;
      taken.notifyAll();
    }
  }

  /** A record that this version cannot read, such as one of a later version, is passed over. */
  private void takeNext(KafkaConsumer<DefinitionKey, Definition> opened) {
    try {
      opened.poll(POLL).forEach(this::take);
    } catch (RecordDeserializationException e) {
      LOG.error("the definition at {} offset {} cannot be read", e.topicPartition(), e.offset(), e);
      opened.seek(e.topicPartition(), e.offset() + 1);
    }
  }

  private static long endOffset(
      KafkaConsumer<DefinitionKey, Definition> opened, TopicPartition partition) {
    try {
      return opened.endOffsets(List.of(partition)).getOrDefault(partition, -1L);
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("the end of {} is not known yet: {}", partition, e.toString());
      return -1;
    }
  }

  private void take(ConsumerRecord<DefinitionKey, Definition> record) {
    if (record.value() == null) {
      definitions.remove(record.key());
    } else {
      definitions.put(record.key(), record.value());
    }
    changes.incrementAndGet();
    synchronized (taken) {
      boolean _ = latest.add(record.offset());
      if (latest.size() > LATEST) {
        var _ = latest.pollFirst();
      }
      taken.notifyAll();
    }
  }

  private static Map<String, Object> config() {
    return Map.of(
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed");
  }
}
