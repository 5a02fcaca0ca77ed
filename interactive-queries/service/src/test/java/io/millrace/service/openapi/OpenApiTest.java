package io.millrace.service.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class OpenApiTest {
  @Test
  void servesTheDescriptionOfEveryEndpoint(Running running) {
    TestHttpClient.TestResponse answer = running.as("").get("/openapi.yml");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/yaml");
    assertThat(answer.text())
        .contains("/v1/events:", "/v1/batch:", "/v1/track:", "/v1/tenants:", "/v1/counters:")
        .contains("/v1/connectors/{name}:", "/v1/connectors/{name}/offsets:", "ConnectorCause")
        .contains("/v1/dead-letters/{id}/replay:", "/v1/dead-letters/summary:", "WholeDeadLetter")
        .contains("/v1/webhooks/{name}:", "/v1/webhooks/{name}/test:", "WebhookDelivery")
        .contains("/v1/segments/{name}/activate:", "/v1/segments/{name}/visitors/{visitor}:")
        .contains("/v1/visitors/{visitor}/segments:", "SegmentExplanation", "ExplainedCondition")
        .contains("IngestProblem", "\"503\":", "application/problem+json")
        .doesNotContain("name: caller");
  }
}
