package io.millrace.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.RunningService.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class ServiceTest {
  @Test
  void isReadyOnceStreamsRun(Running running) {
    TestHttpClient.TestResponse health = running.as("").get("/health");

    assertThat(health.status()).isEqualTo(200);
    assertThat(health.json().at("/details/millrace/details/streams").asText()).isEqualTo("RUNNING");
  }

  @Test
  void namesThePathsNearestToAnUnknownOne(Running running) {
    TestHttpClient.TestResponse answer = running.as("").get("/heatlh");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().path("type").asText()).isEqualTo("urn:millrace:problem:unknown-path");
    assertThat(answer.json().path("nearest").get(0).asText()).isEqualTo("/health");
  }
}
