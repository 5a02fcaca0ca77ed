package io.millrace.state.kafka;

import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.retry.Backoff;
import io.millrace.state.retry.BackoffPolicy;
import io.millrace.state.settings.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka transactions of one transactional id, that of all instances: a new writer fences the
 * current one, whose transaction fails as a whole. One at a time.
 */
public final class Transactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /** Two instances at once put each other out; more often than that there is something wrong. */
  private static final int ATTEMPTS = 12;

  /** By chance, so that one of the two gets through. */
  private static final BackoffPolicy PAUSES =
      BackoffPolicy.doubling(Duration.ofMillis(40), Duration.ofMillis(500));

  /** What an instance had open when it was killed holds up the readers for no longer. */
  private static final int TIMEOUT_MS = 20_000;

  private static final int MAX_BLOCK_MS = 10_000;
  private static final int DELIVERY_TIMEOUT_MS = 15_000;
  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

  private final KafkaSettings kafka;
  private final Map<String, Object> config;
  private final String what;
  private @Nullable Producer<byte[], byte[]> producer;

  /**
   * Transactions of all instances with this id.
   *
   * @param what is written, in the plural, such as {@code definitions}
   */
  public Transactions(KafkaSettings kafka, String id, String what) {
    this.kafka = kafka;
    this.what = what;
    config =
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            id,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            TIMEOUT_MS,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            MAX_BLOCK_MS,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            REQUEST_TIMEOUT_MS,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            DELIVERY_TIMEOUT_MS,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            MAX_REQUEST_BYTES);
  }

  /** The content of a transaction. It reads after others were fenced. */
  public interface Work<T> {
    /** Sends the records of one transaction; an exception aborts it. */
    T run(Producer<byte[], byte[]> producer) throws InterruptedException, ExecutionException;
  }

  /**
   * Does the work in a transaction. If another instance fences it, the work is repeated, from its
   * first read on. In rare cases what was written before is committed all the same: if that
   * matters, the work must check for it in what it reads first.
   */
  public synchronized <T> T run(Work<T> work) throws InterruptedException {
    var backoff = new Backoff(PAUSES);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (FencedException e) {
        LOG.info("another instance is writing {} concurrently: {}", what, e.getMessage());
        if (attempt == ATTEMPTS) {
          throw new FailureException(
              new Failure.NotReady("other instances are writing %s".formatted(what), 1));
        }
        backoff.await();
      }
    }
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      giveUp(producer);
    }
  }

  private <T> T attempt(Work<T> work) throws InterruptedException {
    Producer<byte[], byte[]> open = null;
    boolean done = false;
    try {
      open = opened();
      open.beginTransaction();
      T result = work.run(open);
      open.commitTransaction();
      done = true;
      return result;
    } catch (ExecutionException e) {
      throw translated(
          e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e));
    } catch (KafkaException e) {
      throw translated(e);
    } finally {
      // Also after an abort: then nothing was written, and the next begins with a new epoch.
      if (!done && open != null) {
        giveUp(open);
      }
    }
  }

  private Producer<byte[], byte[]> opened() {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      open = KafkaClients.producer(kafka, config);
      producer = open;
      try {
        open.initTransactions();
      } catch (KafkaException e) {
        giveUp(open);
        throw e;
      }
    }
    return open;
  }

  private RuntimeException translated(KafkaException e) {
    return switch (e.getCause() instanceof KafkaException cause ? cause : e) {
      case ProducerFencedException fenced -> new FencedException(fenced);
      case InvalidProducerEpochException fenced -> new FencedException(fenced);
      case InvalidPidMappingException expired -> new FencedException(expired);
      // So the coordinator may also say it, of 4.2.1, while another fences.
      case InvalidTxnStateException ended -> new FencedException(ended);
      case TransactionAbortableException ended -> new FencedException(ended);
      case KafkaException unknown when unknown.getClass() == KafkaException.class ->
          new FencedException(unknown);
      case RecordTooLargeException refused -> refused(refused);
      case InvalidRecordException refused -> refused(refused);
      case AuthorizationException refused -> refused(refused);
      default -> notReady(e);
    };
  }

  /** Another instance has fenced this one, as far as can be told. */
  private static final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FencedException(KafkaException e) {
      super(e.getMessage(), e);
    }
  }

  private static FailureException refused(KafkaException e) {
    return new FailureException(
        new Failure.Conflict("Kafka rejected the write: " + e.getMessage()));
  }

  /** It may be written all the same: the next transaction finds out, as it reads first. */
  private FailureException notReady(KafkaException e) {
    LOG.warn("{} could not be written", what, e);
    return new FailureException(
        new Failure.NotReady("write outcome unknown: read it back or retry: " + e.getMessage(), 2));
  }

  /** An open transaction would hold up those who read only what was committed. */
  private void giveUp(Producer<byte[], byte[]> open) {
    producer = null;
    try {
      open.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      LOG.debug("there was nothing to abort", e);
    }
    open.close(Duration.ZERO);
  }
}
