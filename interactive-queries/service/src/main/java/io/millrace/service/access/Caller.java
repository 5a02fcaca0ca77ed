package io.millrace.service.access;

import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.security.Principal;
import java.util.Set;

/**
 * The caller of a request: the tenant of the key and its scopes. A controller method with such a
 * parameter gets that of its request; there is no other way to learn a tenant.
 *
 * <p>A {@link Principal}, from which the OpenAPI generator sees that it is no parameter of the
 * request.
 */
public record Caller(String tenant, Set<Scope> scopes) implements Principal {
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  @Override
  public String getName() {
    return tenant;
  }

  /** Whether the key has this scope. */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  /** Throws a 403 where the key lacks the scope. */
  public Caller require(Scope scope) {
    if (!may(scope)) {
      throw new FailureException(
          new Failure.Forbidden(
              "the key must have the scope %s, but has %s"
                  .formatted(
                      scope.wireName(), scopes.stream().map(Scope::wireName).sorted().toList())));
    }
    return this;
  }
}
