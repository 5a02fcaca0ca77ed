package io.millrace.service.segments;

import static java.util.Objects.requireNonNull;

import io.millrace.query.clickhouse.WarehouseReads;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage;
import io.millrace.serdes.visitor.VisitorMessage.Fill;
import io.millrace.serdes.visitor.VisitorMessage.Filled;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.topologies.segment.HistoryBackfill;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Backfills visitors' records from history for behaviours that the stream counts from a certain
 * time. Done at most once for that time: a failed backfill is repeated with a later one, and the
 * slots of the earlier are dropped.
 */
final class SegmentBuild {
  private final String tenant;
  private final long since;
  private final HistoryBackfill backlog;
  private final WarehouseReads warehouse;
  private final Producer<byte[], byte[]> producer;
  private final Topic<VisitorKey, Routed> topic;
  private final int partitions;
  private final AtomicLong read = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile long total = -1;
  private String visitor = "";

  SegmentBuild(
      String tenant,
      long since,
      HistoryBackfill backlog,
      WarehouseReads warehouse,
      Producer<byte[], byte[]> producer,
      Topics topics,
      int partitions) {
    this.tenant = tenant;
    this.since = since;
    this.backlog = backlog;
    this.warehouse = warehouse;
    this.producer = producer;
    this.topic = topics.visitorMessages();
    this.partitions = partitions;
  }

  long since() {
    return since;
  }

  /** The number of events read so far. */
  long read() {
    return read.get();
  }

  /** The total number of events to read; -1 while unknown. */
  long total() {
    return total;
  }

  /** Reads and sends everything; blocks until Kafka has acknowledged all of it. */
  void run() throws InterruptedException, ExecutionException {
    if (!backlog.isEmpty()) {
      var events =
          new HistoryEvents(warehouse, tenant, since, backlog.horizon(), backlog.reading());
      total = events.count();
      int slices = HistoryEvents.slices(total);
      for (int slice = 0; slice < slices; slice++) {
        events.read(slice, slices, this::take);
        send();
      }
      producer.flush();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new ExecutionException("the backfill could not be written to Kafka", failed);
    }
    for (int partition = 0; partition < partitions; partition++) {
      end(partition).get();
    }
  }

  private void take(Event event) {
    if (!event.visitor().equals(visitor)) {
      send();
      visitor = event.visitor();
    }
    backlog.add(event);
    read.incrementAndGet();
  }

  private void send() {
    Map<Integer, byte[]> slots = backlog.take();
    if (!slots.isEmpty()) {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  topic.name(), new VisitorKey(tenant, visitor).toBytes(), bytes(new Fill(slots))),
              (_, e) -> {
                if (e != null) {
                  failure.set(e);
                }
              });
    }
  }

  private Future<?> end(int partition) {
    byte[] nobody = new VisitorKey(tenant, "").toBytes();
    return producer.send(
        new ProducerRecord<>(topic.name(), partition, nobody, bytes(new Filled(since))));
  }

  private byte[] bytes(VisitorMessage message) {
    return requireNonNull(
        topic.value().serializer().serialize(topic.name(), Routed.first(message)));
  }
}
