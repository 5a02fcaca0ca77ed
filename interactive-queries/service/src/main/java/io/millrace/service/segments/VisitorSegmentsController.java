package io.millrace.service.segments;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.http.RawPath;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.state.access.Scope;
import io.millrace.topologies.segment.VisitorSegments;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;

/** The segments of a visitor. */
@Controller("/v1/visitors")
@Needs(Scope.READ)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Segments")
final class VisitorSegmentsController {
  static final String END = "/segments";

  private final VisitorMembershipReads visitors;

  VisitorSegmentsController(VisitorMembershipReads visitors) {
    this.visitors = visitors;
  }

  /**
   * The segments of a visitor.
   *
   * @param visitor the canonical id
   * @param asOf the time of the evaluation
   */
  @Schema(name = "VisitorSegments")
  record VisitorSegmentList(String visitor, String asOf, List<InSegment> segments) {
    static VisitorSegmentList of(String visitor, VisitorSegments segments) {
      return new VisitorSegmentList(
          visitor,
          Instant.ofEpochMilli(segments.asOf()).toString(),
          segments.in().stream()
              .map(
                  one ->
                      new InSegment(
                          one.segment(),
                          one.version(),
                          Instant.ofEpochMilli(one.since()).toString()))
              .toList());
    }
  }

  /**
   * A membership.
   *
   * @param version of the rule: the active one
   */
  @Schema(name = "VisitorInSegment")
  record InSegment(String segment, int version, String since) {}

  @Get("/{visitor:.+}/segments")
  @CallerErrors
  @Operation(
      summary = "List the segments that a visitor is in now",
      description =
          "The visitor is percent-encoded, slashes included. Any of a visitor's names will do.")
  VisitorSegmentList segments(Caller caller, HttpRequest<?> request, @PathVariable String visitor) {
    String name = RawPath.decoded(request, "/v1/visitors/", END);
    VisitorMembershipReads.Read read = visitors.read(new VisitorKey(caller.tenant(), name));
    return VisitorSegmentList.of(read.name(), read.segments());
  }
}
