package io.millrace.service.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.event.EventType;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class TenantsTest {
  private static final String EVENT =
      "{\"id\":\"tenant-event\",\"type\":\"custom\",\"visitor\":\"v\"}";

  @Test
  void givesANewTenantKeysThatWorkAtOnceAndOnlyForIt(Running running) {
    TestHttpClient.TestResponse created =
        running.admin().post("/v1/tenants", "{\"tenant\":\"shop-1\"}");

    assertThat(created.status()).isEqualTo(201);
    JsonNode keys = created.json().path("keys");
    assertThat(keys.path("write").asText()).matches("mr_write_[0-9A-Za-z]{43}");
    TestHttpClient writer = running.as(keys.path("write").asText());
    assertThat(writer.post("/v1/events", EVENT).status()).isEqualTo(200);
    assertThat(running.event(EventType.CUSTOM, "tenant-event").tenant()).isEqualTo("shop-1");
    assertThat(writer.get("/v1/counters").status()).isEqualTo(403);
    JsonNode counters = running.as(keys.path("read").asText()).get("/v1/counters").json();
    assertThat(counters.path("tenant").asText()).isEqualTo("shop-1");
    assertThat(counters.at("/counts/accepted").asInt()).isEqualTo(1);
    assertThat(counters.path("counts").has("quarantined.missing-field")).isFalse();
  }

  @Test
  void letsATenantsAdminSeeOnlyItself(Running running) {
    TestHttpClient.TestResponse created =
        running.admin().post("/v1/tenants", "{\"tenant\":\"shop-2\"}");
    TestHttpClient admin = running.as(created.json().at("/keys/admin").asText());

    assertThat(admin.get("/v1/tenants").text()).isEqualTo("{\"tenants\":[\"shop-2\"]}");
    assertThat(admin.post("/v1/tenants", "{\"tenant\":\"shop-3\"}").status()).isEqualTo(403);
    assertThat(running.admin().get("/v1/tenants").text()).contains("default", "shop-2");
  }

  @Test
  void takesTheTimesThatATenantAccepts(Running running) {
    TestHttpClient.TestResponse created =
        running.admin().post("/v1/tenants", "{\"tenant\":\"shop-6\"}");
    TestHttpClient admin = running.as(created.json().at("/keys/admin").asText());
    TestHttpClient writer = running.as(created.json().at("/keys/write").asText());
    long anHourAgo = System.currentTimeMillis() - 3_600_000;
    String event = "{\"type\":\"custom\",\"visitor\":\"v\",\"occurredAt\":%d}".formatted(anHourAgo);
    String path = "/v1/tenants/shop-6/acceptance";

    assertThat(admin.get(path).text()).isEqualTo("{\"past\":\"30d\",\"ahead\":\"1h\"}");
    assertThat(writer.post("/v1/events", event).status()).isEqualTo(200);
    assertThat(admin.put(path, "{\"past\":\"30m\"}").text())
        .isEqualTo("{\"past\":\"30m\",\"ahead\":\"1h\"}");
    assertThat(writer.post("/v1/events", event).text())
        .contains("too-late", "at most 30m old unless it is imported");
    assertThat(running.writer().post("/v1/events", event).status()).isEqualTo(200);
    assertThat(admin.put(path, "{\"ahead\":\"2d\"}").text())
        .contains("ahead must be a number with s, m, h or d, from 0d to 6h, but was 2d");
    assertThat(running.as(created.json().at("/keys/read").asText()).get(path).status())
        .isEqualTo(403);
    assertThat(admin.put("/v1/tenants/default/acceptance", "{}").status()).isEqualTo(403);
  }

  @Test
  void refusesNamesThatAreTakenOrCannotBe(Running running) {
    running.admin().post("/v1/tenants", "{\"tenant\":\"shop-4\"}");

    assertThat(running.admin().post("/v1/tenants", "{\"tenant\":\"shop-4\"}").status())
        .isEqualTo(409);
    assertThat(running.admin().post("/v1/tenants", "{\"tenant\":\"A/B\"}").status()).isEqualTo(422);
    TestHttpClient.TestResponse none = running.admin().post("/v1/tenants", "{}");
    assertThat(none.status()).isEqualTo(422);
    assertThat(none.json().path("field").asText()).isEqualTo("tenant");
    assertThat(running.admin().post("/v1/tenants", "{\"tenant\"").status()).isEqualTo(400);
    assertThat(running.writer().post("/v1/tenants", "{\"tenant\":\"shop-5\"}").status())
        .isEqualTo(403);
  }
}
