package io.millrace.state.takeover;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** The clients of one instance's stream threads, which wait at the barrier. */
public final class RebalanceBarrierClients extends DefaultKafkaClientSupplier {
  private static final Duration LEAST_POLL = Duration.ofMillis(5);

  /** Less than the cost of opening a task too early. */
  private static final Duration HAND_OVER = Duration.ofMillis(500);

  private final RebalanceBarrier handOver = new RebalanceBarrier(HAND_OVER);

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new BarrierConsumer(config, handOver);
  }

  private static final class BarrierConsumer extends KafkaConsumer<byte[], byte[]> {
    private final RebalanceBarrier handOver;

    BarrierConsumer(Map<String, Object> config, RebalanceBarrier handOver) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.handOver = handOver;
    }

    /**
     * While a rebalance waits for the other members, a stream thread with revoked partitions polls
     * without any pause, as it does while it stops: on a busy machine that takes the processor from
     * the very members it waits for.
     */
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      return super.poll(timeout.isZero() ? LEAST_POLL : timeout);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
      super.subscribe(topics, new BarrierListener(listener));
    }

    @Override
    public void close() {
      handOver.deregister(this);
      super.close();
    }

    @Override
    public void close(CloseOptions options) {
      handOver.deregister(this);
      super.close(options);
    }

    /** Streams has closed the revoked tasks when its listener returns. */
    private final class BarrierListener implements ConsumerRebalanceListener {
      private final ConsumerRebalanceListener streams;

      BarrierListener(ConsumerRebalanceListener streams) {
        this.streams = streams;
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        streams.onPartitionsAssigned(partitions);
        try {
          handOver.await(BarrierConsumer.this, groupMetadata().generationId());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        streams.onPartitionsRevoked(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        streams.onPartitionsLost(partitions);
        handOver.deregister(BarrierConsumer.this);
      }
    }
  }
}
