package io.millrace.state.definitions;

import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;

/** Refuses definitions for which there is no room. */
public final class DefinitionRoom {
  private DefinitionRoom() {}

  /**
   * Throws a 409 where there is no room for one more.
   *
   * @param things what is counted, such as {@code rollups}
   * @param ofTenant how many the tenant has
   * @param ofAll how many all tenants have
   */
  public static void require(
      DefinitionCeilings ceilings, String things, long ofTenant, long ofAll) {
    ceilings
        .refusal(things, ofTenant, ofAll)
        .ifPresent(
            refusal -> {
              throw new FailureException(new Failure.Conflict(refusal));
            });
  }
}
