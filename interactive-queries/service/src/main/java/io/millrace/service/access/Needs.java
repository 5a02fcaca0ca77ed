package io.millrace.service.access;

import io.millrace.state.access.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scope that a key must have to call a controller method. Every route under {@code /v1} has
 * one; a route without it is rejected.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Needs {
  /** The scope that the caller's key must have. */
  Scope value();

  /**
   * Whether the key may also be the body's {@code writeKey}. Then a request without an {@code
   * Authorization} header reaches the method, which must authenticate it itself.
   */
  boolean orInBody() default false;
}
