package io.millrace.state.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.topic.Topics;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TopicReader;
import io.millrace.state.settings.ServiceSettings;
import io.millrace.state.settings.ServiceSettings.ClickHouseEndpoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two instances that write definitions to one broker. */
@ExtendWith(RunningService.class)
class DefinitionWriterTest {
  private static final Topics TOPICS = new Topics("two-writers-");
  private static final int EDITS = 25;

  /** What an instance has to write with. */
  record Instance(DefinitionLog log, DefinitionWriter writer) implements AutoCloseable {
    static Instance open(String bootstrapServers) {
      var settings =
          new ServiceSettings(
              ServiceSettings.LOOPBACK,
              0,
              bootstrapServers,
              "two-writers-",
              1,
              RunningService.temporaryDirectory("none"),
              "two-writers",
              new ClickHouseEndpoint("http://127.0.0.1:1", "default", "", "millrace"),
              "http://127.0.0.1:1",
              List.of());
      var log = new DefinitionLog(settings, TOPICS);
      log.follow();
      return new Instance(log, new DefinitionWriter(log, TOPICS, settings, InstantSource.system()));
    }

    /** Adds one to the number that a definition has. */
    Definition increment(DefinitionKey key) throws InterruptedException {
      return writer.runExclusively(
          () -> {
            Definition before = log.get(key);
            int number = before == null ? 0 : Integer.parseInt(before.body());
            return writer.put(key, Integer.toString(number + 1)).orThrow();
          });
    }

    @Override
    public void close() {
      writer.close();
      try {
        log.stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void noEditOfTwoInstancesIsLost(Running running) throws Exception {
    DefinitionKey key = key("counter");
    createTopic(running);
    try (var one = Instance.open(running.broker().bootstrapServers());
        var other = Instance.open(running.broker().bootstrapServers());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var edits = new ArrayList<Callable<Definition>>();
      for (Instance instance : List.of(one, one, other, other)) {
        IntStream.range(0, EDITS).forEach(_ -> edits.add(() -> instance.increment(key)));
      }
      for (Future<Definition> edit : threads.invokeAll(edits)) {
        edit.get();
      }
      List<Definition> written = written(running, key);
      assertThat(written)
          .extracting(Definition::version)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 4L * EDITS).boxed().toList());
      assertThat(written.getLast().body()).isEqualTo(Integer.toString(4 * EDITS));
    }
  }

  @Test
  void anEditIsWrittenWholeOrNotAtAll(Running running) throws Exception {
    createTopic(running);
    try (var one = Instance.open(running.broker().bootstrapServers());
        var other = Instance.open(running.broker().bootstrapServers())) {
      assertThatThrownBy(
              () ->
                  one.writer()
                      .runExclusively(
                          () -> {
                            var _ = one.writer().put(key("first"), "1").orThrow();
                            throw new IllegalStateException("the second is refused");
                          }))
          .hasMessage("the second is refused");
      boolean _ =
          other
              .writer()
              .runExclusively(
                  () -> {
                    var _ = other.writer().put(key("second"), "1").orThrow();
                    var _ = other.writer().put(key("third"), "1").orThrow();
                    return true;
                  });
      assertThat(written(running, key("first"))).isEmpty();
      assertThat(written(running, key("second"))).hasSize(1);
      assertThat(one.log().awaitVersion(key("third"), 1, Duration.ofMinutes(2))).isTrue();
      assertThat(one.log().get(key("first"))).isNull();
    }
  }

  private static DefinitionKey key(String name) {
    return new DefinitionKey("tenant", DefinitionKey.ANY_TENANT, name);
  }

  private static List<Definition> written(Running running, DefinitionKey key) {
    return TopicReader.readAll(running.broker().bootstrapServers(), TOPICS.definitions()).stream()
        .filter(record -> record.key().equals(key))
        .map(record -> record.value())
        .toList();
  }

  static void createTopic(Running running) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", running.broker().bootstrapServers()))) {
      var topic = new NewTopic(TOPICS.definitions().name(), Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
    }
  }
}
