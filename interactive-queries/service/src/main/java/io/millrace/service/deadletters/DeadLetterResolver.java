package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.deadletter.DeadLetterKey;
import io.millrace.serdes.deadletter.DeadLetterMark;
import io.millrace.serdes.topic.HeaderNames;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.kafka.Transactions;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServiceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays and discards dead letters, each once.
 *
 * <p>Why once: the record and the mark are in one transaction, so there is never one without the
 * other. Before a dead letter is considered open, this producer has fenced all others, which ends
 * their transactions, and then the marks are read to their end: a mark that another wrote is either
 * read here, or its transaction is later than ours and fences us, so that ours fails.
 */
@Singleton
final class DeadLetterResolver {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterResolver.class);

  private final DeadLetterIndex index;
  private final MarkCatchUp marksEnd;
  private final DeadLetterReader reader;
  private final ReplayTargets destinations;
  private final Transactions transactions;
  private final Topic<DeadLetterKey, DeadLetterMark> marks;
  private final InstantSource clock;

  DeadLetterResolver(
      DeadLetterIndex index,
      MarkCatchUp marksEnd,
      DeadLetterReader reader,
      ReplayTargets destinations,
      ServiceSettings settings,
      Topics topics,
      InstantSource clock) {
    this.index = index;
    this.marksEnd = marksEnd;
    this.reader = reader;
    this.destinations = destinations;
    this.transactions =
        new Transactions(
            settings.kafka(), settings.applicationId() + "-dead-letters", "marks of dead letters");
    this.marks = topics.deadLetterMarks();
    this.clock = clock;
  }

  @PreDestroy
  void close() {
    transactions.close();
  }

  /** Resolves the dead letters that are still open, all in one transaction. */
  List<Resolution> resolve(List<DeadLetter> letters, DeadLetterAction action)
      throws InterruptedException {
    List<Resolution> settled =
        transactions.run(
            producer -> {
              marksEnd.await();
              var left = new ArrayList<Resolution>();
              List<DeadLetter> open = stillOpen(letters, left);
              left.addAll(
                  switch (action) {
                    case DeadLetterAction.Discard() -> discard(open, producer);
                    case DeadLetterAction.Replay(RecordEdit edit) -> replay(open, edit, producer);
                  });
              return left;
            });
    readBack();
    return settled;
  }

  /** So that the next read on this instance sees it; the write is complete without it. */
  private void readBack() throws InterruptedException {
    try {
      marksEnd.await();
    } catch (ExecutionException | FailureException e) {
      LOG.warn("the dead letter marks are written but not read back yet: {}", e.getMessage());
    }
  }

  private List<DeadLetter> stillOpen(List<DeadLetter> letters, List<Resolution> left) {
    var open = new ArrayList<DeadLetter>();
    for (DeadLetter letter : letters) {
      switch (index.markOf(letter.key())) {
        case null -> open.add(letter);
        case DeadLetterMark.Replayed replayed ->
            left.add(
                new Resolution.Skipped(
                    letter,
                    "it was replayed at %s, to %s"
                        .formatted(
                            DeadLetterView.isoTimestamp(replayed.at()), replayed.position())));
        case DeadLetterMark.Discarded(long at) ->
            left.add(
                new Resolution.Skipped(
                    letter, "it was discarded at " + DeadLetterView.isoTimestamp(at)));
      }
    }
    return open;
  }

  private List<Resolution> discard(List<DeadLetter> letters, Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var marked = new LinkedHashMap<DeadLetter, DeadLetterMark>();
    for (DeadLetter letter : letters) {
      marked.put(letter, new DeadLetterMark.Discarded(clock.millis()));
    }
    return mark(marked, producer);
  }

  private List<Resolution> replay(
      List<DeadLetter> letters, RecordEdit edit, Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var settled = new ArrayList<Resolution>();
    Map<DeadLetterId, ConsumerRecord<byte[], byte[]>> records =
        reader.read(letters.stream().map(DeadLetter::id).toList());
    Map<DeadLetter, String> obstacles = destinations.obstacles(letters);
    var sent = new LinkedHashMap<DeadLetter, Future<RecordMetadata>>();
    for (DeadLetter letter : letters.stream().sorted(DeadLetter.BY_ORIGIN).toList()) {
      ConsumerRecord<byte[], byte[]> record = records.get(letter.id());
      String obstacle = obstacles.get(letter);
      if (obstacle != null) {
        settled.add(new Resolution.Skipped(letter, obstacle));
      } else if (record == null) {
        settled.add(new Resolution.Skipped(letter, "Kafka has deleted its record"));
      } else {
        sent.put(letter, producer.send(again(letter, record, edit)));
      }
    }
    producer.flush();
    var marked = new LinkedHashMap<DeadLetter, DeadLetterMark>();
    for (Map.Entry<DeadLetter, Future<RecordMetadata>> one : sent.entrySet()) {
      RecordMetadata at = one.getValue().get();
      marked.put(
          one.getKey(),
          new DeadLetterMark.Replayed(clock.millis(), at.topic(), at.partition(), at.offset()));
    }
    settled.addAll(mark(marked, producer));
    return settled;
  }

  /** The original record, for the partition where it was. */
  private static ProducerRecord<byte[], byte[]> again(
      DeadLetter letter, ConsumerRecord<byte[], byte[]> record, RecordEdit edit) {
    DeadLetterKey from = letter.key();
    var headers = new RecordHeaders(ConnectHeaders.original(record.headers()));
    headers.remove(HeaderNames.REPLAY_OF);
    headers.add(HeaderNames.REPLAY_OF, from.position().getBytes(UTF_8));
    return new ProducerRecord<>(
        from.topic(),
        from.partition(),
        record.timestamp() < 0 ? null : record.timestamp(),
        edit.key().of(record.key()),
        edit.value().of(record.value()),
        headers);
  }

  private List<Resolution> mark(
      Map<DeadLetter, DeadLetterMark> marked, Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var settled = new ArrayList<Resolution>();
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (Map.Entry<DeadLetter, DeadLetterMark> one : marked.entrySet()) {
      byte[] value = marks.value().serializer().serialize(marks.name(), one.getValue());
      sent.add(
          producer.send(new ProducerRecord<>(marks.name(), one.getKey().key().toBytes(), value)));
      settled.add(new Resolution.Marked(one.getKey(), one.getValue()));
    }
    producer.flush();
    for (Future<RecordMetadata> one : sent) {
      var _ = one.get();
    }
    return settled;
  }

  /** Resolves one dead letter; throws if it stays open. */
  Resolution.Marked resolveOne(DeadLetter letter, DeadLetterAction action)
      throws InterruptedException {
    return switch (resolve(List.of(letter), action).getFirst()) {
      case Resolution.Marked marked -> marked;
      case Resolution.Skipped(var _, String reason) ->
          throw new FailureException(
              new Failure.Conflict(
                  "the dead letter %s was not changed: %s".formatted(letter.id(), reason)));
    };
  }
}
