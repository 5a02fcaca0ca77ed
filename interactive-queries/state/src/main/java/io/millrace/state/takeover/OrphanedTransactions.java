package io.millrace.state.takeover;

import static java.util.stream.Collectors.toCollection;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.settings.KafkaSettings;
import io.millrace.state.takeover.ApplicationGroup.Failed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts the open transactions of a dead instance.
 *
 * <p>Its partitions are reassigned once its session has timed out, but nobody can read its
 * committed offsets before its open transaction has timed out too, and been found by the broker's
 * clean-up: seconds in which nothing is processed. Fencing its producers ends that immediately.
 *
 * <p>An instance counts as gone if the group has no member of it. If that is wrong, because it was
 * only too slow, it notices with its next commit: it drops what it did not commit, and joins again,
 * as after any rebalance that it missed. This instance never counts as gone, even if it was too
 * slow itself: its own threads are about to start again.
 */
public final class OrphanedTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedTransactions.class);
  private static final long LOOK_MS = 250;
  private static final long LOOK_FOR_MS = 60_000;

  private final KafkaSettings kafka;
  private final String application;
  private final Supplier<Set<String>> ownThreads;
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * Checks on behalf of an instance.
   *
   * @param ownThreads the names of its stream threads
   */
  public OrphanedTransactions(
      KafkaSettings kafka, String application, Supplier<Set<String>> ownThreads) {
    this.kafka = kafka;
    this.application = application;
    this.ownThreads = ownThreads;
  }

  /** Checks repeatedly while partitions are moving. */
  public void clear(BooleanSupplier rebalancing) {
    if (looking.compareAndSet(false, true)) {
      var _ =
          Thread.ofVirtual()
              .name("millrace-leftovers")
              .start(
                  () -> {
                    try {
                      look(rebalancing);
                    } finally {
                      looking.set(false);
                    }
                  });
    }
  }

  private void look(BooleanSupplier rebalancing) {
    long deadline = System.nanoTime() + LOOK_FOR_MS * 1_000_000;
    try (var group = new ApplicationGroup(kafka, application, "millrace-leftovers")) {
      while (rebalancing.getAsBoolean() && System.nanoTime() < deadline) {
        abort(group);
        Thread.sleep(Duration.ofMillis(LOOK_MS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Failed | KafkaException | IllegalStateException e) {
      LOG.debug("open transactions of dead instances are left to the transaction timeout", e);
    }
  }

  private void abort(ApplicationGroup group) throws Failed, InterruptedException {
    // First the transactions, then the members: a producer with a transaction is a member already.
    List<String> open = group.openTransactions();
    if (open.isEmpty()) {
      return;
    }
    Set<String> clients =
        group.described().members().stream()
            .map(MemberDescription::clientId)
            .collect(toCollection(HashSet::new));
    clients.addAll(ownThreads.get());
    List<String> left = open.stream().filter(id -> !alive(id, clients)).toList();
    if (!left.isEmpty()) {
      group.fence(left);
      LOG.info("aborted the open transactions of {} producers of dead instances", left.size());
    }
  }

  private static boolean alive(String transactionalId, Set<String> clients) {
    String process = KafkaNames.processOfProducer(transactionalId);
    return clients.stream().anyMatch(client -> client.startsWith(process));
  }
}
