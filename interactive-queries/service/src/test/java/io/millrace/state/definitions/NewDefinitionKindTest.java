package io.millrace.state.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionChange;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.state.definitions.DefinitionWriterTest.Instance;
import io.millrace.state.definitions.ToyKind.Greeting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A kind from test sources alone goes through everything that kinds go through. */
@ExtendWith(RunningService.class)
class NewDefinitionKindTest {
  private static final ToyKind KIND = new ToyKind();
  private static final Greeting HELLO = new Greeting("hello", "sesame");

  @Test
  void isWrittenByOneInstanceAndReadByAnother(Running running) throws Exception {
    DefinitionWriterTest.createTopic(running);
    DefinitionKey key = KIND.key("shop", "first");
    try (var one = Instance.open(running.broker().bootstrapServers());
        var other = Instance.open(running.broker().bootstrapServers())) {
      var greetings =
          new DefinitionSnapshot<List<Greeting>>(
              other.log(),
              KIND,
              List.of(),
              (_, all, unreadable) -> DefinitionSnapshot.readAll(KIND, all, unreadable));
      Definition written = one.writer().put(key, KIND.print(HELLO)).orThrow();
      Definition bad = one.writer().put(KIND.key("shop", "bad"), "{}").orThrow();
      assertThat(other.log().awaitVersion(bad.key(), 1, Duration.ofSeconds(10))).isTrue();

      assertThat(other.log().get(key)).isEqualTo(written);
      assertThat(other.log().all(KIND)).containsExactly(bad, written);
      assertThat(greetings.current()).containsExactly(HELLO);
      assertThat(greetings.current()).isSameAs(greetings.current());

      Definition removed = one.writer().put(key, "{\"removed\":true}").orThrow();
      assertThat(other.log().awaitVersion(key, removed.version(), Duration.ofSeconds(10))).isTrue();
      assertThat(greetings.current()).isEmpty();
    }
  }

  @Test
  void isParsedAndPrintedAndComparedAndShownWithoutItsSecret() throws Exception {
    Definition definition = definition(KIND.print(HELLO));

    assertThat(KIND.parse(definition)).contains(HELLO);
    assertThat(KIND.redact(definition)).contains("hello").doesNotContain("sesame");
    assertThatThrownBy(() -> KIND.parse(definition("{\"text\":1}")))
        .hasMessage("text must be a string");
    assertThat(KIND.diff(Optional.empty(), HELLO)).isEqualTo(DefinitionChange.CREATED);
    assertThat(KIND.diff(Optional.of(HELLO), HELLO)).isEqualTo(DefinitionChange.UNCHANGED);
    assertThat(KIND.diff(Optional.of(HELLO), new Greeting("bye", "sesame")))
        .isEqualTo(DefinitionChange.CHANGED);
  }

  @Test
  void hasACeilingAndAListInFiles() {
    assertThatThrownBy(() -> DefinitionRoom.require(KIND.ceilings(), "greetings", 2, 2))
        .hasMessageContaining("a tenant has at most 2 greetings");
    var kinds = new DefinitionKinds(List.of(KIND));
    assertThat(kinds.byCollection()).containsOnlyKeys("greetings");
    assertThat(kinds.of(definition("{}"))).contains(KIND);
  }

  private static Definition definition(String body) {
    return new Definition(KIND.wireName(), "shop", "first", 1, 0, body);
  }
}
