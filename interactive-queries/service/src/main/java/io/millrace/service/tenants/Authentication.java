package io.millrace.service.tenants;

import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.millrace.service.access.AuthorizationHeader;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the key of every request under {@code /v1} into its caller before the controller runs.
 * Fails closed: a route that does not say what it {@link Needs} is never called.
 */
@ServerFilter("/v1/**")
@Order(Authentication.ORDER)
public final class Authentication {
  /** Before what wants to know the caller. */
  public static final int ORDER = 0;

  static final String CALLER = "millrace.caller";
  private static final Failure NO_KEY =
      new Failure.Unauthenticated(
          "a key must be given as 'Authorization: Bearer KEY', but there was none");

  private final KeyRing keys;

  Authentication(KeyRing keys) {
    this.keys = keys;
  }

  @RequestFilter
  void authenticate(HttpRequest<?> request) {
    RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
    if (route == null) {
      return;
    }
    AnnotationValue<Needs> needs = route.getAnnotation(Needs.class);
    if (needs == null) {
      throw new IllegalStateException("a route under /v1 must say what it needs: " + route);
    }
    Scope scope = needs.enumValue(Scope.class).orElseThrow();
    ApiKeySecret secret =
        AuthorizationHeader.of(request.getHeaders().get(HttpHeaders.AUTHORIZATION));
    if (secret != null) {
      request.setAttribute(CALLER, caller(secret, scope));
    } else if (!needs.isTrue("orInBody")) {
      throw new FailureException(NO_KEY);
    }
  }

  /** Who makes a request, where its key was among the headers. */
  public static Optional<Caller> callerOf(HttpRequest<?> request) {
    return request.getAttribute(CALLER, Caller.class);
  }

  /** The caller of a request whose key may be in its body. */
  public Caller caller(HttpRequest<?> request, @Nullable String bodyKey, Scope scope) {
    Caller caller = request.getAttribute(CALLER, Caller.class).orElse(null);
    if (caller != null) {
      return caller;
    }
    if (bodyKey == null) {
      throw new FailureException(NO_KEY);
    }
    return caller(new ApiKeySecret(bodyKey), scope);
  }

  /**
   * The caller of a request that does not come by the framework; throws where it may not do this.
   *
   * @param authorization its header
   */
  public Caller caller(@Nullable String authorization, Scope scope) {
    ApiKeySecret secret = AuthorizationHeader.of(authorization);
    if (secret == null) {
      throw new FailureException(NO_KEY);
    }
    return caller(secret, scope);
  }

  private Caller caller(ApiKeySecret secret, Scope scope) {
    return keys.caller(secret).orThrow().require(scope);
  }
}
