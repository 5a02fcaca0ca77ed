package io.millrace.state.takeover;

import io.millrace.serdes.topic.KafkaNames;
import io.millrace.state.kafka.KafkaClients;
import io.millrace.state.settings.KafkaSettings;
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

/** What Kafka knows of a Streams application: its group and its transactions. */
final class ApplicationGroup implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;

  private final Admin admin;
  private final String application;
  private final Pattern producer;

  /** Asks on behalf of who names itself like this. */
  ApplicationGroup(KafkaSettings kafka, String application, String clientId) {
    this.application = application;
    this.producer = KafkaNames.transactionalIds(application);
    this.admin =
        KafkaClients.admin(
            kafka,
            Map.of(
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

  /** Kafka did not do it, or not in time. */
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
