package io.millrace.interactivequeries.deadletters;

import io.millrace.interactivequeries.ServiceSettings;
import io.millrace.interactivequeries.problem.Failure;
import io.millrace.interactivequeries.problem.Refusal;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka transactions of one transactional id, that of all instances: whoever begins to write ends
 * what another has begun, and the other's transaction fails whole. One at a time.
 */
@Singleton
final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /** Two instances at once put each other out; more often than that there is something wrong. */
  private static final int ATTEMPTS = 5;

  private static final int MAX_BLOCK_MS = 10_000;
  private static final int DELIVERY_TIMEOUT_MS = 15_000;
  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

  private final Map<String, Object> config;
  private @Nullable Producer<byte[], byte[]> producer;

  Transactions(ServiceSettings settings) {
    config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            settings.applicationId() + "-dead-letters",
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            MAX_BLOCK_MS,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            REQUEST_TIMEOUT_MS,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            DELIVERY_TIMEOUT_MS,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            MAX_REQUEST_BYTES);
  }

  /** What is written in a transaction. What it reads first, it reads after others were fenced. */
  interface Work<T> {
    T run(Producer<byte[], byte[]> producer) throws InterruptedException, ExecutionException;
  }

  /**
   * Does the work in a transaction. Where another instance came in between, it is done anew, from
   * its first read on.
   */
  synchronized <T> T run(Work<T> work) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (ProducerFencedException
          | InvalidProducerEpochException
          | InvalidPidMappingException e) {
        LOG.info("another instance replays or discards dead letters too: {}", e.getMessage());
        if (attempt == ATTEMPTS) {
          throw new Refusal(
              new Failure.NotReady("another instance replays or discards at this moment", 1));
        }
      }
    }
  }

  @PreDestroy
  synchronized void close() {
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
      // Also after a refusal: then nothing was written, and the next begins with a new epoch.
      if (!done && open != null) {
        giveUp(open);
      }
    }
  }

  private Producer<byte[], byte[]> opened() {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      open = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
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

  private static RuntimeException translated(KafkaException e) {
    return switch (e.getCause() instanceof KafkaException cause ? cause : e) {
      case ProducerFencedException fenced -> fenced;
      case InvalidProducerEpochException fenced -> fenced;
      case InvalidPidMappingException expired -> expired;
      case RecordTooLargeException refused -> refused(refused);
      case InvalidRecordException refused -> refused(refused);
      case AuthorizationException refused -> refused(refused);
      default -> notReady(e);
    };
  }

  private static Refusal refused(KafkaException e) {
    return new Refusal(new Failure.Conflict("Kafka does not take it: " + e.getMessage()));
  }

  /**
   * It may be written all the same: the next transaction finds out, as it reads the marks first.
   */
  private static Refusal notReady(KafkaException e) {
    LOG.warn("dead letters could not be marked", e);
    return new Refusal(
        new Failure.NotReady(
            "Kafka did not say whether it is written; look at the letter, or do it again: "
                + e.getMessage(),
            2));
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
