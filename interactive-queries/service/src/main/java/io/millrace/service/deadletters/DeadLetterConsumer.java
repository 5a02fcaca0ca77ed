package io.millrace.service.deadletters;

import io.millrace.serdes.deadletter.DeadLetterKey;
import io.millrace.serdes.deadletter.DeadLetterMark;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.service.connect.DeadLetterSources;
import io.millrace.state.retry.Backoff;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.settings.ServiceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the dead letter topics and the marks into the index, from their beginning until closed. The
 * topics are those of the defined connectors; every {@link #LOOK_EVERY} it checks which these are,
 * and which dead letters Kafka has deleted.
 */
@Singleton
public final class DeadLetterConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final DeadLetterIndex index;
  private final DeadLetterMeters meters;
  private final DeadLetterSources sources;
  private final Topic<DeadLetterKey, DeadLetterMark> marks;
  private final TopicPartition marksPartition;
  private final KafkaSettings kafka;

  /** The end offsets of partitions that have not been read up to there since they were found. */
  private final Map<TopicPartition, Long> unread = new HashMap<>();

  private Map<TopicPartition, Long> begins = Map.of();
  private long nextLook = System.nanoTime();

  private @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private @Nullable Thread thread;
  private volatile boolean closing;
  private volatile boolean loaded;

  /** Up to where the marks were read; waiters are notified of changes. */
  private long marksRead;

  DeadLetterConsumer(
      DeadLetterIndex index,
      DeadLetterMeters meters,
      DeadLetterSources sources,
      Topics topics,
      ServiceSettings settings) {
    this.index = index;
    this.meters = meters;
    this.sources = sources;
    this.marks = topics.deadLetterMarks();
    this.marksPartition = new TopicPartition(marks.name(), 0);
    this.kafka = settings.kafka();
  }

  /** Starts to read; the topic of marks must exist, and definitions must have been read. */
  public synchronized void follow() {
    KafkaConsumer<byte[], byte[]> opened = DeadLetterReader.consumer(kafka);
    consumer = opened;
    thread = Thread.ofPlatform().daemon().name("millrace-dead-letters").start(() -> run(opened));
  }

  /** Stops reading and waits for the thread to end. */
  @PreDestroy
  public void stop() throws InterruptedException {
    closing = true;
    Thread running;
    synchronized (this) {
      running = thread;
      if (consumer != null) {
        consumer.wakeup();
      }
    }
    if (running != null) {
      running.join();
    }
  }

  /** Whether everything that was there at the start has been read. */
  boolean loaded() {
    return loaded;
  }

  TopicPartition marks() {
    return marksPartition;
  }

  /** Waits until the marks before this offset are in the index; false on timeout. */
  synchronized boolean awaitMarks(long end, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (marksRead < end) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private void run(KafkaConsumer<byte[], byte[]> opened) {
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    try (opened) {
      while (!closing) {
        if (roundOrWarning(opened)) {
          backoff.reset();
        } else {
          backoff.await();
        }
      }
    } catch (WakeupException | InterruptedException e) {
      LOG.debug("closed");
    }
  }

  private boolean roundOrWarning(KafkaConsumer<byte[], byte[]> opened) {
    try {
      round(opened);
      return true;
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("dead letters cannot be read now: {}", e.toString());
      return false;
    }
  }

  private void round(KafkaConsumer<byte[], byte[]> opened) {
    if (System.nanoTime() - nextLook >= 0) {
      look(opened);
      nextLook = System.nanoTime() + LOOK_EVERY.toNanos();
    }
    opened.poll(POLL).forEach(this::take);
    notePositions(opened);
    meters.show();
  }

  /** Finds the partitions to read, and removes what is gone. */
  private void look(KafkaConsumer<byte[], byte[]> opened) {
    var wanted = new HashSet<TopicPartition>();
    for (String topic : sources.topics()) {
      for (PartitionInfo partition : opened.partitionsFor(topic)) {
        wanted.add(new TopicPartition(topic, partition.partition()));
      }
    }
    Map<TopicPartition, Long> beginsNow = opened.beginningOffsets(wanted);
    if (!beginsNow.equals(begins)) {
      index.retain(
          id -> id.offset() >= beginsNow.getOrDefault(id.topicPartition(), Long.MAX_VALUE));
      begins = Map.copyOf(beginsNow);
    }
    wanted.add(marksPartition);
    follow(opened, wanted);
  }

  private void follow(KafkaConsumer<byte[], byte[]> opened, Set<TopicPartition> wanted) {
    Set<TopicPartition> before = Set.copyOf(opened.assignment());
    if (wanted.equals(before)) {
      return;
    }
    List<TopicPartition> found =
        wanted.stream().filter(partition -> !before.contains(partition)).toList();
    Map<TopicPartition, Long> ends = opened.endOffsets(found);
    opened.assign(wanted);
    // With an empty list it would return all topics.
    if (!found.isEmpty()) {
      opened.seekToBeginning(found);
    }
    unread.keySet().retainAll(wanted);
    unread.putAll(ends);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(marks.name())) {
      takeMark(record);
    } else {
      DeadLetter letter = ConnectHeaders.deadLetter(record);
      DeadLetterKey key = letter.key();
      index.add(letter.with(letter.why().inTable(sources.table(key.connector(), key.topic()))));
    }
  }

  /** A mark that this version cannot read must not affect others. */
  private void takeMark(ConsumerRecord<byte[], byte[]> record) {
    try {
      DeadLetterKey key = marks.key().deserializer().deserialize(record.topic(), record.key());
      index.mark(key, marks.value().deserializer().deserialize(record.topic(), record.value()));
    } catch (RuntimeException e) {
      LOG.error("the mark at offset {} cannot be read", record.offset(), e);
    }
  }

  private void notePositions(KafkaConsumer<byte[], byte[]> opened) {
    for (TopicPartition partition : new ArrayList<>(unread.keySet())) {
      if (opened.position(partition) >= unread.getOrDefault(partition, 0L)) {
        unread.remove(partition);
      }
    }
    long read = opened.position(marksPartition);
    synchronized (this) {
      if (read != marksRead) {
        marksRead = read;
        notifyAll();
      }
    }
    loaded = loaded || unread.isEmpty();
  }
}
