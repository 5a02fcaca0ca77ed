package io.millrace.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.standalone.api.ApiClient;
import io.millrace.standalone.api.JsonResponse;
import io.millrace.standalone.failure.CommandException;
import io.millrace.standalone.home.Home;
import io.millrace.standalone.home.InstallationKeys;
import io.millrace.standalone.home.KeptSecrets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tenants of the demo. The keys of the first are those of the installation; the others are
 * created with its admin key, and their keys, which the server shows once, are kept beside {@code
 * keys.env}.
 */
final class DemoTenants {
  private static final JsonMapper JSON = new JsonMapper();

  private final ApiClient api;
  private final InstallationKeys keys;
  private final KeptSecrets kept;

  DemoTenants(ApiClient api, InstallationKeys keys, Home home) {
    this.api = api;
    this.keys = keys;
    this.kept = new KeptSecrets(home.directory().resolve("demo-keys.properties"));
  }

  /** The keys of all tenants, in their order. */
  List<TenantKeys> create() throws InterruptedException {
    Map<String, String> known = new TreeMap<>(kept.read());
    var all = new ArrayList<TenantKeys>();
    for (ShopTenant tenant : ShopTenant.ALL) {
      all.add(all.isEmpty() ? TenantKeys.of(tenant.name(), keys) : known(tenant.name(), known));
    }
    return all;
  }

  private TenantKeys known(String tenant, Map<String, String> known) throws InterruptedException {
    if (!known.containsKey(tenant + ".write")) {
      JsonNode made = create(tenant);
      known.put(tenant + ".write", made.path("write").asText());
      known.put(tenant + ".read", made.path("read").asText());
      known.put(tenant + ".admin", made.path("admin").asText());
      kept.write(known);
    }
    return new TenantKeys(
        tenant,
        known.getOrDefault(tenant + ".write", ""),
        known.getOrDefault(tenant + ".read", ""),
        known.getOrDefault(tenant + ".admin", ""));
  }

  private JsonNode create(String tenant) throws InterruptedException {
    try {
      var wanted = JSON.createObjectNode().put("tenant", tenant);
      JsonResponse answer = api.post("/v1/tenants", keys.admin(), wanted);
      if (answer.ok()) {
        return answer.body().path("keys");
      }
      throw new CommandException(
          "the tenant %s cannot be created: %s".formatted(tenant, answer.problem()));
    } catch (IOException e) {
      throw new CommandException("%s does not answer (%s)".formatted(api.url(), e));
    }
  }
}
