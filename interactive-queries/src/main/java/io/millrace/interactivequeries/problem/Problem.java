package io.millrace.interactivequeries.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * An error answer as RFC 9457 has it.
 *
 * @param type a URN that does not change, for programs
 * @param title the kind of problem, for people
 * @param detail what is allowed and what came
 * @param field the field to blame, {@code ""} for none
 * @param nearest the known names nearest to an unknown one
 * @param faults each field that is wrong, where more than one can be
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String field,
    List<String> nearest,
    List<FieldFault> faults) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** The problem that a failure is. */
  public static Problem of(Failure failure) {
    return switch (failure) {
      case Failure.Malformed(var detail, var field) ->
          problem("malformed", "The request cannot be read", 400, detail, field);
      case Failure.Unauthenticated(var detail) ->
          problem("unauthenticated", "No valid key", 401, detail, "");
      case Failure.Forbidden(var detail) ->
          problem("forbidden", "The key does not allow this", 403, detail, "");
      case Failure.UnknownName unknown -> unknownName(unknown);
      case Failure.MethodNotAllowed(var method, var allowed) ->
          problem(
              "method-not-allowed",
              "The path has no such method",
              405,
              "the method must be one of %s, but was %s".formatted(allowed, method),
              "");
      case Failure.Conflict(var detail) -> problem("conflict", "Conflict", 409, detail, "");
      case Failure.TooLarge(var limit) ->
          problem(
              "too-large",
              "The body is too large",
              413,
              "a body must have at most %d bytes, also once decompressed".formatted(limit),
              "");
      case Failure.UnsupportedMedia(var came, var allowed) ->
          problem(
              "unsupported-media-type",
              "The body has a type that is not read here",
              415,
              "Content-Type must be one of %s, but was %s".formatted(allowed, came),
              "");
      case Failure.Invalid(var detail, var field) ->
          problem("invalid", "Understood, but invalid", 422, detail, field);
      case Failure.InvalidFields(var detail, var faults) ->
          new Problem(
              urn("invalid"), "Understood, but invalid", 422, detail, "", List.of(), faults);
      case Failure.NotReady(var detail, var _) ->
          problem("not-ready", "Not ready", 503, detail, "");
      case Failure.StoreRestoring(var store, var detail) ->
          problem(
              "store-restoring",
              "The state store is not readable now",
              503,
              "store %s: %s".formatted(store, detail),
              "");
      case Failure.Internal(var reference) ->
          problem(
              "internal",
              "Something went wrong here",
              500,
              "the log has more under reference " + reference,
              "");
      case Failure.Refused(var status, var title, var detail) ->
          problem("refused", title, status, detail, "");
    };
  }

  private static Problem unknownName(Failure.UnknownName unknown) {
    String detail = "there is no %s %s".formatted(unknown.kind(), unknown.name());
    return new Problem(
        urn("unknown-" + unknown.kind()),
        "Unknown " + unknown.kind(),
        404,
        unknown.nearest().isEmpty()
            ? detail
            : detail + "; the nearest: " + String.join(", ", unknown.nearest()),
        "",
        unknown.nearest(),
        List.of());
  }

  private static Problem problem(
      String type, String title, int status, String detail, String field) {
    return new Problem(urn(type), title, status, detail, field, List.of(), List.of());
  }

  private static String urn(String type) {
    return "urn:millrace:problem:" + type;
  }
}
