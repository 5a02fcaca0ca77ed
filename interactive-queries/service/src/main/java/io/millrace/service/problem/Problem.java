package io.millrace.service.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FieldFault;
import java.util.List;

/**
 * An error response by RFC 9457.
 *
 * @param type a URN that does not change, for programs
 * @param title the kind of problem, for people
 * @param detail what is allowed and what was received
 * @param field the invalid field, {@code ""} for none
 * @param nearest the known names nearest to an unknown one
 * @param faults each invalid field, if there can be more than one
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
    String detail = failure.message();
    return switch (failure) {
      case Failure.Malformed(var _, var field) ->
          problem("malformed", "The request cannot be read", 400, detail, field);
      case Failure.Unauthenticated _ -> problem("unauthenticated", "No valid key", 401, detail, "");
      case Failure.Forbidden _ ->
          problem("forbidden", "The key does not allow this", 403, detail, "");
      case Failure.UnknownName(var kind, var _, var nearest) ->
          new Problem(
              urn("unknown-" + kind), "Unknown " + kind, 404, detail, "", nearest, List.of());
      case Failure.MethodNotAllowed _ ->
          problem("method-not-allowed", "The path has no such method", 405, detail, "");
      case Failure.Conflict _ -> problem("conflict", "Conflict", 409, detail, "");
      case Failure.TooLarge _ -> problem("too-large", "The body is too large", 413, detail, "");
      case Failure.UnsupportedMedia _ ->
          problem("unsupported-media-type", "The content type is not supported", 415, detail, "");
      case Failure.Invalid(var _, var field) ->
          problem("invalid", "Understood, but invalid", 422, detail, field);
      case Failure.InvalidFields(var _, var faults) ->
          new Problem(
              urn("invalid"), "Understood, but invalid", 422, detail, "", List.of(), faults);
      case Failure.NotReady _ -> problem("not-ready", "Not ready", 503, detail, "");
      case Failure.StoreRestoring _ ->
          problem("store-restoring", "The state store is not readable now", 503, detail, "");
      case Failure.Internal _ -> problem("internal", "Internal error", 500, detail, "");
      case Failure.Refused(var status, var title, var _) ->
          problem("refused", title, status, detail, "");
    };
  }

  private static Problem problem(
      String type, String title, int status, String detail, String field) {
    return new Problem(urn(type), title, status, detail, field, List.of(), List.of());
  }

  private static String urn(String type) {
    return "urn:millrace:problem:" + type;
  }
}
