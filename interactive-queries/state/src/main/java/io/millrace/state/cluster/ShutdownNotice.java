package io.millrace.state.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.context.BeanProvider;
import io.millrace.state.problem.FailureException;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.streams.state.HostInfo;

/**
 * The notice of a clean stop to the other instances, so that they do not consider this one dead:
 * its partitions are kept for it until its session ends.
 */
@Singleton
public final class ShutdownNotice implements PeerRequestHandler {
  private static final String WHAT = "farewell";
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final byte[] HEARD = {1};

  private final BeanProvider<InstanceCalls> calls;
  private final BeanProvider<Instances> instances;
  private final StreamsHost streams;

  ShutdownNotice(
      BeanProvider<InstanceCalls> calls, BeanProvider<Instances> instances, StreamsHost streams) {
    this.calls = calls;
    this.instances = instances;
    this.streams = streams;
  }

  /** Sends it to all, and returns when they have received it or will not. */
  public void send() {
    try {
      Instance self = instances.get().self();
      List<Instance> others = new ArrayList<>(instances.get().all());
      others.remove(self);
      byte[] from = self.toString().getBytes(UTF_8);
      CompletableFuture.allOf(
              others.stream()
                  .map(other -> calls.get().ask(other, WHAT, from, PATIENCE))
                  .toArray(CompletableFuture[]::new))
          .join();
    } catch (FailureException | CompletionException | IllegalStateException e) {
      // Kafka Streams is not running here, or an instance without the notice takes over at once.
    }
  }

  @Override
  public String type() {
    return WHAT;
  }

  @Override
  public byte[] handle(byte[] request) {
    streams.instanceStopping(HostInfo.buildFromEndpoint(new String(request, UTF_8)));
    return HEARD;
  }
}
