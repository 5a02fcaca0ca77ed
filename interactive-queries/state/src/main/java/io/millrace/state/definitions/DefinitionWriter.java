package io.millrace.state.definitions;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.kafka.Transactions;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.Outcome;
import io.millrace.state.settings.ServiceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes definitions; a write that is done is also one that this instance reads back.
 *
 * <p>Why no edit is lost: one transactional id serves all instances. To write, an instance fences
 * the others, reads what they had written, and then edits: who was fenced fails to commit, and does
 * its edit anew upon what the other wrote, unless it finds that it was committed all the same. As
 * long as it is not fenced, nobody else has written, and it need not read again.
 */
@Singleton
public final class DefinitionWriter {
  private static final Duration READ_BACK = Duration.ofSeconds(10);
  private static final int ADMIN_TIMEOUT_MS = 5_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Transactions transactions;
  private final DefinitionLog log;
  private final Topic<DefinitionKey, Definition> topic;
  private final ServiceSettings settings;
  private final InstantSource clock;

  /** With which everything that others wrote has been read. */
  private @Nullable Producer<byte[], byte[]> current;

  /** The edit that the lock's owner is at. */
  private @Nullable Open open;

  DefinitionWriter(
      DefinitionLog log, Topics topics, ServiceSettings settings, InstantSource clock) {
    this.log = log;
    this.topic = topics.definitions();
    this.settings = settings;
    this.clock = clock;
    this.transactions = new Transactions(settings.kafka(), topic.name() + "-writer", "definitions");
  }

  /** Reads definitions and puts others in their place; done anew where another instance wrote. */
  public interface Edit<T> {
    /** Reads and writes; may be called again with what another instance wrote. */
    T run() throws InterruptedException;
  }

  private record Open(
      Producer<byte[], byte[]> producer,
      Map<DefinitionKey, Definition> written,
      List<Future<RecordMetadata>> sent) {}

  /**
   * Runs an edit alone, among all instances: what it reads of the {@link DefinitionLog} is all that
   * was ever written, and what it puts is written whole or not at all. It reads what was before its
   * own puts. Throws what the edit throws, and a 503 where Kafka does not take it.
   */
  public <T> T runExclusively(Edit<T> edit) throws InterruptedException {
    if (lock.isHeldByCurrentThread()) {
      return edit.run();
    }
    lock.lockInterruptibly();
    try {
      var last = new AtomicReference<@Nullable Tried<T>>();
      Tried<T> done =
          transactions.run(
              producer -> {
                catchUp(producer);
                Tried<T> before = last.get();
                Tried<T> tried =
                    before != null && isCommitted(before) ? before : tried(edit, producer);
                last.set(tried);
                return tried;
              });
      readBack(done.written());
      return done.result();
    } finally {
      open = null;
      lock.unlock();
    }
  }

  /**
   * An edit of which it is not known yet whether it is committed.
   *
   * @param offset of the first record that it wrote; -1 where it wrote none
   */
  private record Tried<T>(T result, Map<DefinitionKey, Definition> written, long offset) {}

  private <T> Tried<T> tried(Edit<T> edit, Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var begun = new Open(producer, new LinkedHashMap<>(), new ArrayList<>());
    open = begun;
    T result = edit.run();
    long first = -1;
    for (Future<RecordMetadata> sent : begun.sent()) {
      long offset = sent.get().offset();
      first = first < 0 ? offset : first;
    }
    return new Tried<>(result, begun.written(), first);
  }

  /** Whether an earlier try was, though the answer was lost. */
  private boolean isCommitted(Tried<?> before) {
    return before.offset() >= 0 && log.hasRead(before.offset());
  }

  /** Writes the next version of a definition, in the edit that goes on, or alone. */
  public Outcome<Definition> put(DefinitionKey key, String body) throws InterruptedException {
    try {
      return Outcome.of(runExclusively(() -> send(key, body)));
    } catch (FailureException e) {
      return Outcome.refused(e.failure());
    }
  }

  @PreDestroy
  void close() {
    transactions.close();
  }

  private Definition send(DefinitionKey key, String body) {
    Open edit = open;
    if (edit == null) {
      throw new IllegalStateException("a definition is written in an edit only");
    }
    Definition before = edit.written().getOrDefault(key, log.get(key));
    long version = before == null ? 1 : before.version() + 1;
    var definition =
        new Definition(key.kind(), key.tenant(), key.name(), version, clock.millis(), body);
    edit.sent().add(edit.producer().send(record(definition)));
    edit.written().put(key, definition);
    return definition;
  }

  private ProducerRecord<byte[], byte[]> record(Definition definition) {
    return new ProducerRecord<>(
        topic.name(),
        definition.key().toBytes(),
        topic.value().serializer().serialize(topic.name(), definition));
  }

  // A producer that is still the same was not fenced, so that nobody else has written since.
  @SuppressWarnings("ReferenceEquality")
  private void catchUp(Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    if (producer != current) {
      if (!log.awaitOffset(end(), READ_BACK)) {
        throw new FailureException(
            new Failure.NotReady(
                "the definitions written by other instances are not read back yet", 1));
      }
      current = producer;
    }
  }

  private long end() throws InterruptedException, ExecutionException {
    var partition = new TopicPartition(topic.name(), 0);
    try (Admin admin =
        KafkaClients.admin(
            settings.kafka(),
            Map.of(
                "default.api.timeout.ms",
                ADMIN_TIMEOUT_MS,
                "request.timeout.ms",
                ADMIN_TIMEOUT_MS))) {
      return admin
          .listOffsets(
              Map.of(partition, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .partitionResult(partition)
          .get()
          .offset();
    }
  }

  private void readBack(Map<DefinitionKey, Definition> written) throws InterruptedException {
    for (Definition definition : written.values()) {
      if (!log.awaitVersion(definition.key(), definition.version(), READ_BACK)) {
        current = null;
        throw new FailureException(
            new Failure.NotReady("the definition is written, but not read back yet", 1));
      }
    }
  }
}
