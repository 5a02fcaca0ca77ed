package io.millrace.serdes.definition;

import java.util.Optional;

/**
 * How many definitions of a kind there may be.
 *
 * @param perTenant of one tenant
 * @param overall of all tenants together
 */
public record DefinitionCeilings(int perTenant, int overall) {
  /** There may be any number. */
  public static final DefinitionCeilings NONE =
      new DefinitionCeilings(Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** A ceiling for each tenant alone. */
  public static DefinitionCeilings perTenant(int most) {
    return new DefinitionCeilings(most, Integer.MAX_VALUE);
  }

  /** A ceiling for all tenants together. */
  public static DefinitionCeilings overall(int most) {
    return new DefinitionCeilings(Integer.MAX_VALUE, most);
  }

  /**
   * Why there is no room for one more; empty where there is.
   *
   * @param things what is counted, such as {@code rollups}
   * @param ofTenant how many the tenant has
   * @param ofAll how many all tenants have
   */
  public Optional<String> refusal(String things, long ofTenant, long ofAll) {
    if (ofTenant >= perTenant) {
      return Optional.of(
          "a tenant has at most %d %s; remove one first".formatted(perTenant, things));
    }
    if (ofAll >= overall) {
      return Optional.of("there are at most %d %s; remove one first".formatted(overall, things));
    }
    return Optional.empty();
  }
}
