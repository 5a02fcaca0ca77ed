package io.millrace.service.tenants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * What a tenant has set: the body of its definition, as JSON.
 *
 * @param timeZone of days where a definition does not say another
 */
record TenantSettings(AcceptanceWindow acceptance, ZoneId timeZone) {
  static final TenantSettings DEFAULT =
      new TenantSettings(AcceptanceWindow.DEFAULT, ZoneId.of("UTC"));

  private static final ObjectMapper JSON = new ObjectMapper();

  static TenantSettings fromJson(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return new TenantSettings(
          AcceptanceWindow.read(json),
          ZoneId.of(json.path("timeZone").asText(DEFAULT.timeZone.getId())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tenant's definition is not JSON", e);
    }
  }

  String toJson() {
    ObjectNode json = JSON.createObjectNode();
    acceptance.write(json);
    return json.put("timeZone", timeZone.getId()).toString();
  }

  TenantSettings with(AcceptanceWindow changed) {
    return new TenantSettings(changed, timeZone);
  }

  TenantSettings with(ZoneId changed) {
    return new TenantSettings(acceptance, changed);
  }

  /** A time zone as a request has it. */
  static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new FailureException(
          new Failure.Invalid(
              "timeZone must be a time zone such as Europe/Warsaw, but was " + text, "timeZone"));
    }
  }
}
