package io.millrace.service.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.problem.FieldFault;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "clickhouse.password",
        "connection.password",
        "aws.secret.access.key",
        "consumer.override.sasl.jaas.config",
        "producer.override.ssl.keystore.key",
        "value.converter.schema.registry.basic.auth.user.info",
        "api-key",
        "authToken",
        "gcs.credentials.json"
      })
  void aNameThatLooksLikeASecretIsOne(String key) {
    assertThat(ConfigReview.literals(Map.of(key, "s3cret")))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).doesNotContain("s3cret").contains("${"));
    assertThat(ConfigReview.literals(Map.of(key, "${file:/a/b.properties:c}"))).isEmpty();
    assertThat(ConfigReview.literals(Map.of(key, "${env:NAME}"))).isEmpty();
    assertThat(ConfigReview.literals(Map.of(key, ""))).isEmpty();
    assertThat(ConfigReview.literals(Map.of(key, "s3cret${env:NAME}"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:s3cret@db:5432/x",
        "jdbc:postgresql://db/x?user=me&password=s3cret",
        "AccountName=a;AccountKey=s3cret",
        "http://me:s3cret@db/${file:/a/b:c}"
      })
  void aPasswordInsideAValueIsRefused(String value) {
    assertThat(ConfigReview.literals(Map.of("connection.url", value)))
        .extracting(FieldFault::field)
        .containsExactly("config.connection.url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8123",
        "http://${file:/a/b:user}:${file:/a/b:password}@db/x",
        "jdbc:x://db/x?password=${file:/a/b:c}",
        "password:pw,token:t",
        "enriched=events,sessions=sessions"
      })
  void otherValuesAreTaken(String value) {
    assertThat(ConfigReview.literals(Map.of("anything", value))).isEmpty();
  }

  @Test
  void everydaySettingsAreNotSecrets() {
    assertThat(
            ConfigReview.literals(
                Map.of(
                    "key.converter", "a.B",
                    "tasks.max", "1",
                    "topics", "secrets,tokens",
                    "errors.deadletterqueue.topic.name", "dead",
                    "ssl.keystore.location", "/a")))
        .isEmpty();
  }
}
