package io.millrace.state.takeover;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;

/**
 * Kafka's view of a Streams application: its group and its transactions.
 *
 * <p>Streams names a producer {@code <application>-<process>-<thread>}, and a consumer {@code
 * <application>-<process>-StreamThread-<thread>-consumer}.
 */
final class ApplicationGroup implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;
  private static final String PROCESS = "[0-9a-f-]{36}-";

  private final Admin admin;
  private final String application;

  /** The name of another application may have ours as a prefix. */
  private final Pattern producer;

  /** Connects with this client id. */
  ApplicationGroup(String bootstrapServers, String application, String clientId) {
    this.application = application;
    this.producer = Pattern.compile(Pattern.quote(application + "-") + PROCESS + "[0-9]+");
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, clientId,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
  }

  /** The transactional ids with an open transaction. */
  List<String> openTransactions() throws Failed, InterruptedException {
    Collection<TransactionListing> open =
        get(
            admin
                .listTransactions(
                    new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                .all());
    return open.stream()
        .map(TransactionListing::transactionalId)
        .filter(id -> producer.matcher(id).matches())
        .toList();
  }

  ClassicGroupDescription described() throws Failed, InterruptedException {
    return get(admin.describeClassicGroups(List.of(application)).all()).values().iterator().next();
  }

  /** Aborts the open transactions of these producers, and fences them. */
  void fence(Collection<String> transactionalIds) throws Failed, InterruptedException {
    var _ = get(admin.fenceProducers(transactionalIds).all());
  }

  /** Removes static members from the group, as if their sessions had timed out. */
  void remove(Collection<MemberDescription> members, String reason)
      throws Failed, InterruptedException {
    var options =
        new RemoveMembersFromConsumerGroupOptions(
            members.stream()
                .flatMap(member -> member.groupInstanceId().stream())
                .map(MemberToRemove::new)
                .toList());
    options.reason(reason);
    var _ = get(admin.removeMembersFromConsumerGroup(application, options).all());
  }

  /** The prefix of the ids of a process, of its consumers and producers alike. */
  static String process(String transactionalId) {
    return transactionalId.substring(0, transactionalId.lastIndexOf('-') + 1);
  }

  /** Kafka failed, or timed out. */
  static final class Failed extends Exception {
    private Failed(Throwable cause) {
      super(cause);
    }
  }

  private static <T> T get(KafkaFuture<T> future) throws Failed, InterruptedException {
    try {
      return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new Failed(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
