package io.millrace.state.problem;

import java.util.List;

/**
 * An outcome other than the requested one that a caller can meet. Details say what is allowed and
 * what was received.
 */
public sealed interface Failure {
  /** What is allowed and what was received, as a sentence. */
  default String message() {
    return switch (this) {
      case Malformed(var detail, var _) -> detail;
      case Unauthenticated(var detail) -> detail;
      case Forbidden(var detail) -> detail;
      case UnknownName(var kind, var name, var nearest) -> {
        String detail = "there is no %s %s".formatted(kind, name);
        yield nearest.isEmpty() ? detail : detail + "; the nearest: " + String.join(", ", nearest);
      }
      case MethodNotAllowed(var method, var allowed) ->
          "the method must be one of %s, but was %s".formatted(allowed, method);
      case Conflict(var detail) -> detail;
      case TooLarge(var limit) ->
          "a body must have at most %d bytes, also once decompressed".formatted(limit);
      case UnsupportedMedia(var came, var allowed) ->
          "Content-Type must be one of %s, but was %s".formatted(allowed, came);
      case Invalid(var detail, var _) -> detail;
      case InvalidFields(var detail, var _) -> detail;
      case NotReady(var detail, var _) -> detail;
      case StoreRestoring(var store, var detail) -> "store %s: %s".formatted(store, detail);
      case Internal(var reference) -> "the log has more under reference " + reference;
      case Refused(var _, var _, var detail) -> detail;
    };
  }

  /** 400: the request cannot be read. The field is {@code ""} where none is to blame. */
  record Malformed(String detail, String field) implements Failure {}

  /** 401. */
  record Unauthenticated(String detail) implements Failure {}

  /** 403. */
  record Forbidden(String detail) implements Failure {}

  /**
   * 404.
   *
   * @param kind what it would be, such as {@code path}
   */
  record UnknownName(String kind, String name, List<String> nearest) implements Failure {}

  /** 405. */
  record MethodNotAllowed(String method, List<String> allowed) implements Failure {}

  /** 409. */
  record Conflict(String detail) implements Failure {}

  /** 413. */
  record TooLarge(long limitBytes) implements Failure {}

  /** 415. */
  record UnsupportedMedia(String came, List<String> allowed) implements Failure {}

  /** 422: the request can be parsed, but is not possible. */
  record Invalid(String detail, String field) implements Failure {}

  /** 422: these fields of the request are invalid. */
  record InvalidFields(String detail, List<FieldFault> faults) implements Failure {
    public InvalidFields {
      faults = List.copyOf(faults);
    }
  }

  /** 503: a dependency of the response is not available yet or not available now. */
  record NotReady(String detail, int retryAfterSeconds) implements Failure {}

  /** 503: a state store is still being restored, or on its way to another instance. */
  record StoreRestoring(String store, String detail) implements Failure {}

  /**
   * 500: our fault.
   *
   * @param reference where the log says more
   */
  record Internal(String reference) implements Failure {}

  /** A rejection by the HTTP layer itself, such as of a method that does not exist. */
  record Refused(int status, String title, String detail) implements Failure {}
}
