package io.millrace.service.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.service.RunningService;
import io.millrace.service.RunningService.Running;
import io.millrace.service.TestHttpClient;
import io.millrace.state.settings.ResourceLimits;
import io.millrace.topologies.state.StoreMemory;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class TopologyTest {
  @Test
  void tellsWhoHasWhichTaskAndWhatItsStoresTake(Running running) {
    TestHttpClient.TestResponse answer = running.admin().get("/v1/topology");
    assertThat(answer.status()).isEqualTo(200);
    JsonNode topology = answer.json();
    assertThat(topology.path("subTopologies").findValuesAsText("id"))
        .as("0 is that of the definitions, which every instance has whole")
        .containsExactly("1", "2");

    JsonNode instance = topology.path("instances").path(0);
    assertThat(instance.path("instance").asText())
        .isEqualTo("127.0.0.1:" + running.service().port());
    assertThat(instance.path("phase").asText()).isEqualTo("running");
    assertThat(instance.path("threads").findValuesAsText("state"))
        .isEqualTo(List.of("RUNNING", "RUNNING"));
    assertThat(instance.path("tasks").findValuesAsText("role")).contains("active");
    assertThat(new TreeSet<>(instance.path("tasks").findValuesAsText("partition")))
        .containsExactly("0", "1", "2", "3");
    JsonNode visitors = store(instance, "visitors");
    assertThat(visitors.path("role").asText()).isEqualTo("active");
    assertThat(visitors.path("missingRecords").asLong(-1)).isZero();
    assertThat(visitors.has("approximateEntries")).isTrue();
    assertThat(visitors.has("bytes")).isTrue();
  }

  @Test
  void isForTheOperatorOnly(Running running) {
    assertThat(running.as(RunningService.READ_KEY).get("/v1/topology").status()).isEqualTo(403);
    assertThat(running.as("").get("/v1/topology").status()).isEqualTo(401);
    assertThat(running.as(RunningService.READ_KEY).post("/v1/instance/leave", "").status())
        .isEqualTo(403);
  }

  @Test
  void theStoresAreAtMetricsWithoutTheirPartitions(Running running) {
    long all = ResourceLimits.DEFAULT.stateMemoryBytes();
    assertThat(running.as("").get("/metrics").text())
        .contains("millrace_store_keys{store=\"visitors\"}")
        .contains("millrace_store_live_bytes{store=\"rollups\"}")
        .contains("millrace_store_open_iterators{store=\"partials\"}")
        .contains(
            "millrace_store_cache_capacity_bytes " + (double) (all - StoreMemory.recentBytes(all)))
        .contains("millrace_resident_memory_bytes");
  }

  private static JsonNode store(JsonNode instance, String name) {
    for (JsonNode task : instance.path("tasks")) {
      for (JsonNode store : task.path("stores")) {
        if (store.path("store").asText().equals(name)) {
          return store;
        }
      }
    }
    throw new AssertionError("no task has the store " + name + ": " + instance);
  }
}
