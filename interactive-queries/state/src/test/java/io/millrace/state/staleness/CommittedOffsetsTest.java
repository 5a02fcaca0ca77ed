package io.millrace.state.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommittedOffsetsTest {
  private static final TopicPartition EVENTS = new TopicPartition("events", 0);

  private final Answers kafka = new Answers();
  private final CommittedOffsets offsets =
      new CommittedOffsets(() -> Optional.of("application"), () -> kafka);

  /** Answers as it is told to; each question waits for its answer. */
  private static final class Answers implements GroupOffsets {
    final List<Set<String>> asked = Collections.synchronizedList(new ArrayList<>());
    final LinkedBlockingQueue<Optional<Long>> answers = new LinkedBlockingQueue<>();

    @Override
    public Map<String, Map<TopicPartition, Long>> committed(Set<String> groups) {
      asked.add(groups);
      try {
        long next = answers.take().orElseThrow(() -> new KafkaException("no broker"));
        var committed = new HashMap<String, Map<TopicPartition, Long>>();
        groups.forEach(group -> committed.put(group, Map.of(EVENTS, next)));
        return committed;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException(e);
      }
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  @BeforeEach
  void start() {
    offsets.start();
    while (kafka.asked.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    offsets.stop();
  }

  @Test
  void allWhoWaitShareOneQuestionThatIsAskedAfterTheyCame() throws Exception {
    FutureTask<Long> first = waiting(() -> next(offsets.askNow(Set.of("sink")), "sink"));
    FutureTask<Long> second =
        waiting(() -> offsets.awaitNext("application").getOrDefault(EVENTS, 0L));

    // The question that was under way when they came.
    kafka.answers.add(Optional.of(1L));
    kafka.answers.add(Optional.of(2L));

    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(kafka.asked.subList(0, 2))
        .containsExactly(Set.of("application"), Set.of("application", "sink"));
  }

  @Test
  void nothingIsKnownWhileKafkaDoesNotAnswer() throws Exception {
    FutureTask<Long> known =
        waiting(() -> offsets.awaitNext("application").getOrDefault(EVENTS, 0L));
    kafka.answers.add(Optional.of(1L));
    kafka.answers.add(Optional.of(7L));
    assertThat(known.get(30, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(offsets.next("events", 0)).isEqualTo(7);
    assertThat(offsets.next("events", 1)).isZero();

    FutureTask<Long> failing =
        waiting(() -> offsets.awaitNext("application").getOrDefault(EVENTS, 0L));
    kafka.answers.add(Optional.empty());
    kafka.answers.add(Optional.empty());

    assertThat(failing)
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(KafkaException.class);
    assertThat(offsets.next("events", 0)).isZero();
  }

  private static long next(Map<String, Map<TopicPartition, Long>> committed, String group) {
    return committed.getOrDefault(group, Map.of()).getOrDefault(EVENTS, 0L);
  }

  /** Begins something, and returns once it waits. */
  private static FutureTask<Long> waiting(Callable<Long> call) {
    var task = new FutureTask<>(call);
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.TIMED_WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
    return task;
  }
}
