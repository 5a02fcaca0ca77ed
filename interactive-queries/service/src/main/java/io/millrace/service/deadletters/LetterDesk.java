package io.millrace.service.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serdes.deadletter.DeadLetterKey;
import io.millrace.serdes.deadletter.DeadLetterMark;
import io.millrace.serdes.topic.Headers;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.state.kafka.Transactions;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Refusal;
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
 * Replays and discards letters, each once.
 *
 * <p>Why once: the record and the mark are in one transaction, so there is never one without the
 * other. Before a letter is judged open, this producer has fenced all others, which ends their
 * transactions, and then the marks are read to their end: a mark that another wrote is either read
 * here, or its transaction comes later than ours began and fences us, so that ours fails.
 */
@Singleton
final class LetterDesk {
  private static final Logger LOG = LoggerFactory.getLogger(LetterDesk.class);

  private final LetterIndex index;
  private final MarksEnd marksEnd;
  private final LetterReader reader;
  private final Destinations destinations;
  private final Transactions transactions;
  private final Topic<DeadLetterKey, DeadLetterMark> marks;
  private final InstantSource clock;

  LetterDesk(
      LetterIndex index,
      MarksEnd marksEnd,
      LetterReader reader,
      Destinations destinations,
      ServiceSettings settings,
      Topics topics,
      InstantSource clock) {
    this.index = index;
    this.marksEnd = marksEnd;
    this.reader = reader;
    this.destinations = destinations;
    this.transactions =
        new Transactions(
            settings.bootstrapServers(),
            settings.applicationId() + "-dead-letters",
            "marks of dead letters");
    this.marks = topics.deadLetterMarks();
    this.clock = clock;
  }

  @PreDestroy
  void close() {
    transactions.close();
  }

  /** Does it for the letters that are still open, all in one transaction. */
  List<Settled> settle(List<Letter> letters, Deed deed) throws InterruptedException {
    List<Settled> settled =
        transactions.run(
            producer -> {
              marksEnd.await();
              var left = new ArrayList<Settled>();
              List<Letter> open = stillOpen(letters, left);
              left.addAll(
                  switch (deed) {
                    case Deed.Discard() -> discard(open, producer);
                    case Deed.Replay(Edit edit) -> replay(open, edit, producer);
                  });
              return left;
            });
    readBack();
    return settled;
  }

  /** So that who reads next on this instance sees it; what is written is written without it. */
  private void readBack() throws InterruptedException {
    try {
      marksEnd.await();
    } catch (ExecutionException | Refusal e) {
      LOG.warn("the marks are written, but not read back yet: {}", e.getMessage());
    }
  }

  private List<Letter> stillOpen(List<Letter> letters, List<Settled> left) {
    var open = new ArrayList<Letter>();
    for (Letter letter : letters) {
      switch (index.markOf(letter.key())) {
        case null -> open.add(letter);
        case DeadLetterMark.Replayed replayed ->
            left.add(
                new Settled.Left(
                    letter,
                    "it was replayed at %s, to %s"
                        .formatted(LetterView.moment(replayed.at()), replayed.position())));
        case DeadLetterMark.Discarded(long at) ->
            left.add(new Settled.Left(letter, "it was discarded at " + LetterView.moment(at)));
      }
    }
    return open;
  }

  private List<Settled> discard(List<Letter> letters, Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var marked = new LinkedHashMap<Letter, DeadLetterMark>();
    for (Letter letter : letters) {
      marked.put(letter, new DeadLetterMark.Discarded(clock.millis()));
    }
    return mark(marked, producer);
  }

  private List<Settled> replay(List<Letter> letters, Edit edit, Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var settled = new ArrayList<Settled>();
    Map<LetterId, ConsumerRecord<byte[], byte[]>> records =
        reader.read(letters.stream().map(Letter::id).toList());
    Map<Letter, String> obstacles = destinations.obstacles(letters);
    var sent = new LinkedHashMap<Letter, Future<RecordMetadata>>();
    for (Letter letter : letters.stream().sorted(Letter.BY_ORIGIN).toList()) {
      ConsumerRecord<byte[], byte[]> record = records.get(letter.id());
      String obstacle = obstacles.get(letter);
      if (obstacle != null) {
        settled.add(new Settled.Left(letter, obstacle));
      } else if (record == null) {
        settled.add(new Settled.Left(letter, "Kafka has deleted its record"));
      } else {
        sent.put(letter, producer.send(again(letter, record, edit)));
      }
    }
    producer.flush();
    var marked = new LinkedHashMap<Letter, DeadLetterMark>();
    for (Map.Entry<Letter, Future<RecordMetadata>> one : sent.entrySet()) {
      RecordMetadata at = one.getValue().get();
      marked.put(
          one.getKey(),
          new DeadLetterMark.Replayed(clock.millis(), at.topic(), at.partition(), at.offset()));
    }
    settled.addAll(mark(marked, producer));
    return settled;
  }

  /** The record as it was before it failed, to the partition where it lay. */
  private static ProducerRecord<byte[], byte[]> again(
      Letter letter, ConsumerRecord<byte[], byte[]> record, Edit edit) {
    DeadLetterKey from = letter.key();
    var headers = new RecordHeaders(ConnectHeaders.original(record.headers()));
    headers.remove(Headers.REPLAY_OF);
    headers.add(Headers.REPLAY_OF, from.position().getBytes(UTF_8));
    return new ProducerRecord<>(
        from.topic(),
        from.partition(),
        record.timestamp() < 0 ? null : record.timestamp(),
        edit.key().of(record.key()),
        edit.value().of(record.value()),
        headers);
  }

  private List<Settled> mark(Map<Letter, DeadLetterMark> marked, Producer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException {
    var settled = new ArrayList<Settled>();
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (Map.Entry<Letter, DeadLetterMark> one : marked.entrySet()) {
      byte[] value = marks.value().serializer().serialize(marks.name(), one.getValue());
      sent.add(
          producer.send(new ProducerRecord<>(marks.name(), one.getKey().key().toBytes(), value)));
      settled.add(new Settled.Marked(one.getKey(), one.getValue()));
    }
    producer.flush();
    for (Future<RecordMetadata> one : sent) {
      var _ = one.get();
    }
    return settled;
  }

  /** The one letter's mark; a refusal where it stays as it was. */
  Settled.Marked settleOne(Letter letter, Deed deed) throws InterruptedException {
    return switch (settle(List.of(letter), deed).getFirst()) {
      case Settled.Marked marked -> marked;
      case Settled.Left(var _, String reason) ->
          throw new Refusal(
              new Failure.Conflict(
                  "the dead letter %s stays as it is: %s".formatted(letter.id(), reason)));
    };
  }
}
