package io.millrace.service.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serdes.definition.Definition;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.problem.FieldFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DesiredConnectorTest {
  private final DesiredConnector first =
      DesiredConnector.first(
          "c", ConfigOwner.OPERATOR, DesiredState.PAUSED, 1, 5, Map.of("a", "1"));

  @Test
  void comesBackFromItsStoredForm() {
    DesiredConnector second = first.with(Map.of("a", "2"), 6);

    assertThat(DesiredConnector.of(stored(second.toJson())))
        .contains(
            new DesiredConnector(
                "c", 9, ConfigOwner.OPERATOR, DesiredState.PAUSED, second.versions()));
    assertThat(DesiredConnector.of(stored(second.toJsonOfRemoved()))).isEmpty();
    assertThat(DesiredConnector.lastVersion(stored(second.toJsonOfRemoved()))).isEqualTo(2);
  }

  @Test
  void readsTheFirstReleasedForm() {
    String body =
        """
        {"removed":false,"version":1,"owner":"operator","state":"paused","versions":\
        [{"version":1,"at":5,"config":{"a":"1"}}]}\
        """;

    assertThat(first.toJson()).isEqualTo(body);
    assertThat(DesiredConnector.of(stored(body)).orElseThrow().config())
        .isEqualTo(Map.of("a", "1"));
    assertThat(
            DesiredConnector.of(stored(body.replace("{\"removed\"", "{\"later\":1,\"removed\""))))
        .isPresent();
  }

  @Test
  void keepsTheLastTwentyConfigurations() {
    DesiredConnector desired = first;
    for (int i = 2; i <= 30; i++) {
      desired = desired.with(Map.of("a", Integer.toString(i)), i);
    }

    assertThat(desired.versions()).hasSize(20);
    assertThat(desired.version()).isEqualTo(30);
    assertThat(desired.version(11)).isPresent();
    assertThat(desired.version(10)).isEmpty();
    assertThat(desired.with(desired.config(), 99)).isEqualTo(desired);
  }

  @Test
  void aRequestIsReadWithItsNumbersAsText() {
    assertThat(wanted("{\"name\":\"c\",\"config\":{\"name\":\"c\",\"tasks.max\":2,\"b\":true}}"))
        .isEqualTo(new ConnectorRequest(Map.of("tasks.max", "2", "b", "true"), Optional.empty()));
    assertThat(wanted("{\"config\":{},\"state\":\"stopped\"}").state())
        .contains(DesiredState.STOPPED);
  }

  @Test
  void allFaultsOfARequestComeTogether() {
    String body =
        """
        {"name":"d","stat":"paused","state":"on","config":{"name":"e","a":[1],"b":"2"}}\
        """;

    assertThatThrownBy(() -> wanted(body))
        .isInstanceOfSatisfying(
            FailureException.class,
            refusal ->
                assertThat(((Failure.InvalidFields) refusal.failure()).faults())
                    .extracting(FieldFault::field)
                    .containsExactlyInAnyOrder("stat", "name", "state", "config.name", "config.a"));
    assertThatThrownBy(() -> wanted("{}")).hasMessageContaining("config");
    assertThatThrownBy(() -> wanted("[")).isInstanceOf(FailureException.class);
  }

  private static ConnectorRequest wanted(String body) {
    return ConnectorRequest.parse("c", body.getBytes(StandardCharsets.UTF_8));
  }

  private static Definition stored(String body) {
    return new Definition("connector", "default", "c", 9, 0, body);
  }

  @Test
  void needsAConfiguration() {
    assertThatThrownBy(
            () ->
                new DesiredConnector("c", 0, ConfigOwner.OPERATOR, DesiredState.RUNNING, List.of()))
        .hasMessage("a connector must have a configuration, but has none");
  }
}
