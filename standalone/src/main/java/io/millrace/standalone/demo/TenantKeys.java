package io.millrace.standalone.demo;

import io.millrace.standalone.home.InstallationKeys;

/**
 * How to write for a tenant, how to read its numbers and how to define things for it.
 *
 * @param admin {@code ""} of a tenant whose key an earlier release did not keep
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
