package io.millrace.standalone.demo;

import io.millrace.standalone.home.InstallationKeys;

/**
 * The API keys of a tenant.
 *
 * @param admin {@code ""} for a tenant whose key an earlier release did not keep
 */
record TenantKeys(String tenant, String write, String read, String admin) {
  static TenantKeys of(String tenant, InstallationKeys keys) {
    return new TenantKeys(tenant, keys.write(), keys.read(), keys.admin());
  }

  @Override
  public String toString() {
    return "TenantKeys[tenant=%s, ***]".formatted(tenant);
  }
}
