package io.millrace.service;

import io.millrace.service.deadletters.DeadLetterConsumer;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.cluster.HmacSigner;
import io.millrace.state.cluster.Instances;
import io.millrace.state.definitions.DefinitionLog;
import io.millrace.state.kafka.TopicCreation;
import io.millrace.state.layout.CurrentLayout;
import io.millrace.state.layout.PartitionLayout;
import io.millrace.state.problem.FailureException;
import io.millrace.state.retry.Backoff;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.streams.StreamsHost;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start-up steps that need Kafka, behind an HTTP server that already responds: topics,
 * definitions, initial keys, Streams. Each step is retried until it succeeds, so that Kafka may
 * start later than the service.
 */
@Singleton
final class Bootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

  private final ServiceSettings settings;
  private final TopicCreation topics;
  private final CurrentLayout layouts;
  private final DefinitionLog definitions;
  private final Tenants tenants;
  private final StreamsHost streams;
  private final DeadLetterConsumer letters;
  private final Instances instances;
  private final HmacSigner seals;
  private @Nullable Thread thread;

  Bootstrap(
      ServiceSettings settings,
      TopicCreation topics,
      CurrentLayout layouts,
      DefinitionLog definitions,
      Tenants tenants,
      StreamsHost streams,
      DeadLetterConsumer letters,
      Instances instances,
      HmacSigner seals) {
    this.settings = settings;
    this.topics = topics;
    this.layouts = layouts;
    this.definitions = definitions;
    this.tenants = tenants;
    this.streams = streams;
    this.letters = letters;
    this.instances = instances;
    this.seals = seals;
  }

  void start(int port) {
    instances.listening(port);
    thread = Thread.ofPlatform().daemon().name("millrace-bootstrap").start(() -> run(port));
  }

  @PreDestroy
  public void stop() throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }

  private void run(int port) {
    try {
      untilDone("creating the topics", topics::run);
      definitions.follow();
      definitions.awaitLoaded();
      untilDone("creating the input topics", this::createInputs);
      streams.start(port);
      letters.follow();
      untilDone("writing the shared secret", seals::seed);
      untilDone("writing the initial keys", () -> tenants.seed(settings.initialKeys()));
    } catch (InterruptedException e) {
      LOG.debug("closed before the start was complete");
    }
  }

  /** A move creates those of the next layout itself. */
  private void createInputs() throws InterruptedException, ExecutionException {
    PartitionLayout layout = layouts.running();
    topics.inputs(layouts.topics(layout.generation()), layout.partitions());
  }

  private static void untilDone(String what, Step step) throws InterruptedException {
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    while (true) {
      try {
        step.run();
        return;
      } catch (ExecutionException | KafkaException | FailureException e) {
        LOG.warn("{} failed, retrying: {}", what, e.getMessage());
        backoff.await();
      }
    }
  }

  private interface Step {
    void run() throws InterruptedException, ExecutionException;
  }
}
