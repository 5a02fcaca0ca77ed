package io.millrace.standalone.demo;

import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.definitions.DefinitionFile;
import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.util.List;

/** The segments of the demo's tenants: all shipped ones, unless a tenant has changed them. */
final class DemoSegments {
  private final ApiClient api;

  DemoSegments(ApiClient api) {
    this.api = api;
  }

  /** Defines the missing segments; returns how many segments each tenant was given. */
  int define(List<TenantKeys> tenants) throws InterruptedException {
    List<DefinitionFile.Entry> segments = DefinitionFile.shippedSegments().entries();
    for (TenantKeys tenant : tenants) {
      if (!tenant.admin().isEmpty()) {
        define(tenant, segments);
      }
    }
    return segments.size();
  }

  private void define(TenantKeys tenant, List<DefinitionFile.Entry> segments)
      throws InterruptedException {
    try {
      List<String> known = api.get("/v1/segments", tenant.admin()).body().findValuesAsText("name");
      for (DefinitionFile.Entry segment : segments) {
        if (!known.contains(segment.name())) {
          JsonResponse answer = segment.apply(api, tenant.admin());
          if (!answer.ok()) {
            throw new CommandException(
                "the segment %s of %s cannot be defined: %s"
                    .formatted(segment.name(), tenant.tenant(), answer.problem()));
          }
        }
      }
    } catch (IOException e) {
      throw new CommandException("%s does not answer (%s)".formatted(api.url(), e));
    }
  }
}
