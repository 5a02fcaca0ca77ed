package io.millrace.standalone.demo;

import java.util.List;

/**
 * A tenant of the demo.
 *
 * @param share of all events, in percent
 */
record ShopTenant(String name, int share) {
  /** The first is the tenant of {@code keys.env}, and larger than any other. */
  static final List<ShopTenant> ALL =
      List.of(
          new ShopTenant("default", 40),
          new ShopTenant("demo-books", 25),
          new ShopTenant("demo-garden", 18),
          new ShopTenant("demo-bikes", 12),
          new ShopTenant("demo-tea", 5));
}
