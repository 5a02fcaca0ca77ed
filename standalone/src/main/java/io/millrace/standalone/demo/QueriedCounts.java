package io.millrace.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serdes.event.EventType;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.demo.MinuteCounts.Cell;
import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** The query API's numbers of a tenant's traffic. */
final class QueriedCounts {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_ROWS = 100_000;

  private final ApiClient api;

  QueriedCounts(ApiClient api) {
    this.api = api;
  }

  /** Events by type and minute from one source: {@code live}, {@code rollup} or {@code events}. */
  MinuteCounts counts(List<TenantKeys> tenants, String source, long from, long to)
      throws InterruptedException {
    var counts = new MinuteCounts();
    for (TenantKeys tenant : tenants) {
      ObjectNode query = query(from, to).put("grain", "1m").put("source", source);
      query.putArray("dimensions").add("type");
      for (JsonNode row : ask(tenant, query).path("rows")) {
        EventType type = EventType.parse(row.path(1).asText()).orElseThrow();
        long minute = Instant.parse(row.path(0).asText()).toEpochMilli();
        counts.add(new Cell(tenant.tenant(), type, minute), row.path(2).asLong());
      }
    }
    return counts;
  }

  /** Events and visitors of a tenant in one row. */
  JsonNode totals(TenantKeys tenant, long from, long to) throws InterruptedException {
    ObjectNode query = query(from, to);
    query.withArray("measures").add("visitors");
    return ask(tenant, query).path("rows").path(0);
  }

  private static ObjectNode query(long from, long to) {
    ObjectNode query =
        JSON.createObjectNode()
            .put("rollup", "traffic")
            .put("from", from)
            .put("to", to)
            .put("limit", MOST_ROWS);
    query.putArray("measures").add("events");
    return query;
  }

  private JsonNode ask(TenantKeys tenant, ObjectNode query) throws InterruptedException {
    try {
      JsonResponse answer = api.post("/v1/query", tenant.read(), query);
      if (answer.ok()) {
        return answer.body();
      }
      throw new CommandException("the query was not answered: " + answer.problem());
    } catch (IOException e) {
      throw new CommandException("%s does not answer (%s)".formatted(api.url(), e));
    }
  }
}
