package io.millrace.standalone.demo;

import io.millrace.standalone.home.Keys;

/** How to write for a tenant and how to read its numbers. */
record TenantKeys(String tenant, String write, String read) {
  static TenantKeys of(String tenant, Keys keys) {
    return new TenantKeys(tenant, keys.write(), keys.read());
  }

  @Override
  public String toString() {
    return "TenantKeys[tenant=%s, ***]".formatted(tenant);
  }
}
