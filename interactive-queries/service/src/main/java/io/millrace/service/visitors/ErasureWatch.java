package io.millrace.service.visitors;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.millrace.query.clickhouse.ClickHouseClient;
import io.millrace.query.clickhouse.ClickHouseFailed;
import io.millrace.query.clickhouse.ReadLimits;
import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Erase;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.state.cluster.Instances;
import io.millrace.state.freshness.SourceKind;
import io.millrace.state.freshness.Visibility;
import io.millrace.state.kafka.KafkaProducers;
import io.millrace.state.layout.InputTopics;
import io.millrace.state.problem.FailureException;
import io.millrace.state.settings.ServerThread;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out erasures, on a thread of its own, if this instance is the leader.
 *
 * <p>The task of the visitor erases its record and those of its aliases, and deletes its sessions.
 * That is requested twice, with everything in between processed: what one name had sent to another
 * just before arrives too late for the first. Once everything has passed the sink, the rows can be
 * deleted, and nothing restores them. Each step can be repeated, so that a restarted service starts
 * at the first, and concurrent instances do no harm.
 */
@Singleton
final class ErasureWatch extends ServerThread {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureWatch.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int ROUNDS = 2;

  private final Instances instances;
  private final Erasures erasures;
  private final VisitorNames names;
  private final ClickHouseClient clickHouse;
  private final Visibility visibility;
  private final Producer<byte[], byte[]> producer;
  private final InputTopics inputs;
  private final InstantSource clock;
  private final Map<DefinitionKey, Progress> underWay = new HashMap<>();

  /**
   * The progress of an erasure.
   *
   * @param version of its definition
   * @param round how often the tasks were asked
   * @param sentAt when they were last asked, epoch milliseconds
   */
  private record Progress(long version, int round, long sentAt) {}

  ErasureWatch(
      Instances instances,
      Erasures erasures,
      VisitorNames names,
      ClickHouseClient clickHouse,
      Visibility visibility,
      @KafkaClient(KafkaProducers.INGEST) Producer<byte[], byte[]> producer,
      InputTopics inputs,
      InstantSource clock) {
    super("millrace-erasures");
    this.instances = instances;
    this.erasures = erasures;
    this.names = names;
    this.clickHouse = clickHouse;
    this.visibility = visibility;
    this.producer = producer;
    this.inputs = inputs;
    this.clock = clock;
  }

  @Override
  protected void run() throws InterruptedException {
    while (true) {
      Thread.sleep(EVERY);
      if (!instances.leads()) {
        underWay.clear();
        continue;
      }
      for (Definition definition : erasures.pending()) {
        stepOrWarning(definition);
      }
    }
  }

  /** What is not available now is found by a later step. */
  private void stepOrWarning(Definition definition) throws InterruptedException {
    try {
      step(definition);
    } catch (FailureException | ClickHouseFailed | KafkaException e) {
      LOG.info("an erasure waits: {}", e.toString());
    } catch (RuntimeException e) {
      LOG.warn("an erasure failed; retrying", e);
    }
  }

  private void step(Definition definition) throws InterruptedException {
    if (!(ErasureKind.INSTANCE.read(definition).orElseThrow() instanceof Erasure.Pending pending)) {
      return;
    }
    Progress progress = underWay.get(definition.key());
    int round = progress == null || progress.version != definition.version() ? 0 : progress.round;
    if (progress != null && round > 0 && !isPast(progress.sentAt)) {
      return;
    }
    if (round < ROUNDS) {
      ask(definition, pending, round);
    } else {
      Map<String, Long> removed = removeRows(definition.tenant(), pending.names());
      erasures.replace(
          definition, new Erasure.Done(pending.requestedAt(), clock.millis(), removed));
      underWay.remove(definition.key());
    }
  }

  /**
   * First looks for names that were added in the meantime, which makes a new version of the
   * definition.
   */
  private void ask(Definition definition, Erasure.Pending pending, int round)
      throws InterruptedException {
    var known = new TreeSet<String>();
    for (String name : pending.names()) {
      known.addAll(names.of(new VisitorKey(definition.tenant(), name)));
    }
    if (!pending.names().containsAll(known)) {
      erasures.replace(definition, pending.with(known));
      return;
    }
    send(definition.tenant(), pending.names());
    underWay.put(definition.key(), new Progress(definition.version(), round + 1, clock.millis()));
  }

  private void send(String tenant, Set<String> all) throws InterruptedException {
    InputTopics.Use use = inputs.acquire();
    try {
      send(tenant, all, use.topics().visitorMessages());
    } finally {
      use.release();
    }
  }

  private void send(String tenant, Set<String> all, Topic<VisitorKey, Routed> messages)
      throws InterruptedException {
    byte[] erase =
        messages.value().serializer().serialize(messages.name(), Routed.first(new Erase()));
    var sent = new ArrayList<Future<?>>();
    for (String name : all) {
      byte[] key = new VisitorKey(tenant, name).toBytes();
      sent.add(producer.send(new ProducerRecord<>(messages.name(), key, erase)));
    }
    try {
      for (Future<?> one : List.copyOf(sent)) {
        var _ = one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("an erasure was rejected", e);
    }
  }

  /** Whether everything accepted before this time is in ClickHouse. */
  private boolean isPast(long moment) {
    return visibility.asOf(SourceKind.EVENTS).orElse(Long.MIN_VALUE) > moment;
  }

  private Map<String, Long> removeRows(String tenant, Set<String> all) {
    var removed = new LinkedHashMap<String, Long>();
    for (String table : ErasureSql.tables()) {
      clickHouse.read(
          ErasureSql.count(table, tenant, all),
          ReadLimits.DEFAULT,
          rows -> removed.put(table, rows.readInt64()));
      clickHouse.change(ErasureSql.delete(table, tenant, all));
    }
    return removed;
  }
}
