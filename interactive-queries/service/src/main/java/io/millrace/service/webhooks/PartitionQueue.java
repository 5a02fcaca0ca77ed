package io.millrace.service.webhooks;

import io.millrace.state.retry.BackoffPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a webhook: pending changes, the batch in flight, and the time of the next attempt.
 * One batch at a time, so that a visitor's changes keep their order. Uses no thread and no clock.
 */
final class PartitionQueue {
  /** How long a change may wait to be batched with others. */
  static final long LINGER_MS = 200;

  private static final long UNKNOWN = -1;

  private final TopicPartition partition;
  private final BackoffPolicy pauses;
  private final long retryForMs;
  private final Deque<PendingChange> waiting = new ArrayDeque<>();
  private DeliveryProgress progress;

  /** The offset after the last record that was read. */
  private long readTo;

  private long gatheringSince;
  private @Nullable ChangeBatch batch;
  private boolean sent;
  private long nextTryAt;
  private int failures;

  /** The changed webhook, if it was changed while a batch was in flight. */
  private @Nullable Webhook changedTo;

  private OffsetAndMetadata committed;

  /**
   * Continues from a committed offset.
   *
   * @param retryForMs the age at which a change is dropped
   */
  PartitionQueue(
      TopicPartition partition,
      @Nullable OffsetAndMetadata committed,
      BackoffPolicy pauses,
      long retryForMs) {
    this.partition = partition;
    this.pauses = pauses;
    this.retryForMs = retryForMs;
    this.readTo = committed == null ? UNKNOWN : committed.offset();
    this.progress =
        committed == null
            ? DeliveryProgress.NONE
            : DeliveryProgress.ofMetadata(committed.metadata());
    this.committed = committed == null ? new OffsetAndMetadata(0) : committed;
  }

  /** A record was read that does not belong to this webhook, or was read before {@link #add}. */
  void read(long offset) {
    readTo = offset + 1;
  }

  /**
   * A change that is too old is dropped immediately while the receiver fails; returns whether it
   * was.
   */
  boolean add(PendingChange parcel, long now) {
    if (progress.isFailing() && expired(parcel, now)) {
      progress = progress.dropped(1);
      return false;
    }
    if (waiting.isEmpty()) {
      gatheringSince = now;
    }
    waiting.addLast(parcel);
    return true;
  }

  /** Whether there is enough to fill a batch, so that reading can pause. */
  boolean isFull() {
    return waiting.size() >= ChangeBatch.MAX_CHANGES;
  }

  boolean isSent() {
    return sent;
  }

  boolean isFailing() {
    return progress.isFailing();
  }

  /** When the oldest pending change was written; 0 if there is none. */
  long waitingSince() {
    PendingChange oldest = waiting.peekFirst();
    return oldest == null ? 0 : oldest.written();
  }

  /** When {@link #pollBatch} may have a batch if nothing else happens. */
  long nextDue() {
    if (sent || waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return batch != null || isFull() ? nextTryAt : Math.max(nextTryAt, gatheringSince + LINGER_MS);
  }

  /** The batch to be sent now, which counts as in flight. */
  Optional<ChangeBatch> pollBatch(long now) {
    if (nextDue() > now) {
      return Optional.empty();
    }
    ChangeBatch next = batch;
    if (next == null) {
      next = new ChangeBatch(partition, waiting.stream().limit(ChangeBatch.MAX_CHANGES).toList());
    }
    batch = next;
    sent = true;
    return Optional.of(next);
  }

  /** The results of changes. */
  record BatchResult(int delivered, int dropped) {}

  /** The outcome of the batch in flight; ignored for another one, which was revoked. */
  BatchResult complete(ChangeBatch of, DeliveryOutcome answer, long now) {
    if (!sent || !of.equals(batch)) {
      return new BatchResult(0, 0);
    }
    sent = false;
    BatchResult settled = settled(of, answer, now);
    if (changedTo != null) {
      changed(changedTo);
    }
    return settled;
  }

  private BatchResult settled(ChangeBatch of, DeliveryOutcome answer, long now) {
    return switch (answer) {
      case DeliveryOutcome.Delivered _ -> {
        progress = progress.delivered(of.parcels().size());
        failures = 0;
        nextTryAt = 0;
        yield new BatchResult(takeAway(of.parcels().size(), now), 0);
      }
      case DeliveryOutcome.Gone gone -> {
        progress = progress.failed(gone.error(), now).dropped(of.parcels().size());
        yield new BatchResult(0, takeAway(of.parcels().size(), now));
      }
      case DeliveryOutcome.Refused refused -> {
        nextTryAt = now + pauseMs(refused.retryAfter());
        yield failed(refused, now);
      }
      case DeliveryOutcome.NoResponse none -> {
        nextTryAt = now + pauseMs(Duration.ZERO);
        yield failed(none, now);
      }
    };
  }

  /**
   * How long to wait after one more failure.
   *
   * @param asked the least that the receiver wants; at most the time after which to give up
   */
  private long pauseMs(Duration asked) {
    long pauseMs = pauses.after(++failures).toMillis();
    return Math.max(pauseMs, Math.min(asked.toMillis(), retryForMs));
  }

  private BatchResult failed(DeliveryOutcome answer, long now) {
    progress = progress.failed(answer.error(), now);
    int expired = 0;
    for (PendingChange parcel : waiting) {
      if (!expired(parcel, now)) {
        break;
      }
      expired++;
    }
    if (expired > 0) {
      progress = progress.dropped(expired);
      var _ = takeAway(expired, now);
    }
    return new BatchResult(0, expired);
  }

  private int takeAway(int count, long now) {
    for (int i = 0; i < count; i++) {
      waiting.removeFirst();
    }
    batch = null;
    gatheringSince = now;
    return count;
  }

  private boolean expired(PendingChange parcel, long now) {
    return parcel.written() + retryForMs <= now;
  }

  /**
   * The webhook was changed: pending changes that it excludes are removed, and the others are tried
   * immediately.
   */
  void changed(Webhook webhook) {
    if (sent) {
      changedTo = webhook;
      return;
    }
    changedTo = null;
    waiting.removeIf(parcel -> !webhook.matches(parcel.change()));
    batch = null;
    nextTryAt = 0;
    failures = 0;
  }

  /** The offset to commit, if it or its metadata has changed. */
  Optional<OffsetAndMetadata> toCommit() {
    if (readTo == UNKNOWN) {
      return Optional.empty();
    }
    PendingChange first = waiting.peekFirst();
    progress = progress.waitingSince(waitingSince());
    var now = new OffsetAndMetadata(first == null ? readTo : first.offset(), progress.toMetadata());
    return now.equals(committed) ? Optional.empty() : Optional.of(now);
  }

  /** Whether something happened that should not be repeated after a crash. */
  boolean isUrgent() {
    DeliveryProgress last = DeliveryProgress.ofMetadata(committed.metadata());
    return !progress.waitingSince(last.waitingSince()).equals(last);
  }

  void committed(OffsetAndMetadata offset) {
    committed = offset;
  }

  /** A commit failed; it is retried immediately, also if nothing more is read. */
  void notCommitted() {
    committed = new OffsetAndMetadata(0);
  }
}
