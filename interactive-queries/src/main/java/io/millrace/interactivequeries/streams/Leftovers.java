package io.millrace.interactivequeries.streams;

import static java.util.stream.Collectors.toCollection;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts what a killed instance has left open.
 *
 * <p>Its partitions go to others once its session has timed out, but nobody gets to read the
 * offsets it has committed before its open transaction has timed out too, and been found by the
 * broker's clean-up: seconds in which nothing is processed. Fencing its producers ends that at
 * once.
 *
 * <p>An instance counts as gone where the group has no member of it. Where that is wrong, because
 * it was only too slow, it is found out by its next commit: it drops what it did not commit, and
 * joins again, as after any rebalance that it missed. This instance never counts as gone, also
 * where it was too slow itself: its own threads are about to begin anew.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final int TIMEOUT_MS = 5_000;
  private static final long LOOK_MS = 250;
  private static final long LOOK_FOR_MS = 60_000;

  private final String bootstrapServers;
  private final String group;

  /** Another application may have a name that starts like ours. */
  private final Pattern ours;

  private final Supplier<Set<String>> ownThreads;
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * Looks on behalf of an instance.
   *
   * @param ownThreads the names of its stream threads
   */
  Leftovers(String bootstrapServers, String group, Supplier<Set<String>> ownThreads) {
    this.bootstrapServers = bootstrapServers;
    this.group = group;
    this.ownThreads = ownThreads;
    this.ours = Pattern.compile(Pattern.quote(group) + "-[0-9a-f-]{36}-[0-9]+");
  }

  /** Looks again and again for as long as partitions are on their way. */
  void clear(BooleanSupplier rebalancing) {
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
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, "millrace-leftovers",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS))) {
      while (rebalancing.getAsBoolean() && System.nanoTime() < deadline) {
        abort(admin);
        Thread.sleep(Duration.ofMillis(LOOK_MS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) {
      LOG.debug("open transactions of killed instances are left to time out", e);
    }
  }

  private void abort(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    // First the transactions, then the members: whoever opens one is a member already.
    Collection<TransactionListing> open =
        get(
            admin
                .listTransactions(
                    new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                .all());
    List<String> known =
        open.stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> ours.matcher(id).matches())
            .toList();
    if (known.isEmpty()) {
      return;
    }
    Set<String> clients =
        get(admin.describeClassicGroups(List.of(group)).all()).values().stream()
            .flatMap(described -> described.members().stream())
            .map(MemberDescription::clientId)
            .collect(toCollection(HashSet::new));
    clients.addAll(ownThreads.get());
    List<String> left = known.stream().filter(id -> !alive(id, clients)).toList();
    if (!left.isEmpty()) {
      var _ = get(admin.fenceProducers(left).all());
      LOG.info("aborted what {} producers of killed instances had open", left.size());
    }
  }

  /**
   * Streams names a producer {@code <application>-<process>-<thread>}, and a consumer {@code
   * <application>-<process>-StreamThread-<thread>-consumer}.
   */
  static boolean alive(String transactionalId, Set<String> clients) {
    String process = transactionalId.substring(0, transactionalId.lastIndexOf('-') + 1);
    return clients.stream().anyMatch(client -> client.startsWith(process));
  }

  private static <T> T get(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }
}
