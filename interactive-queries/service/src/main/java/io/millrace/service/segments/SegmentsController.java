package io.millrace.service.segments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.http.RawPath;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.problem.JsonBodies;
import io.millrace.service.segments.MemberReads.Difference;
import io.millrace.service.segments.MemberReads.Stretch;
import io.millrace.service.segments.MemberReads.Version;
import io.millrace.service.segments.SegmentBuilds.Progress;
import io.millrace.service.stores.RangeLines;
import io.millrace.state.access.Scope;
import io.millrace.state.definitions.Written;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.reads.ReadContext;
import io.millrace.state.reads.ReadSources.MissingPartition;
import io.millrace.topologies.segment.rule.RuleVersion;
import io.millrace.topologies.segment.rule.Segment;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The caller's segments, their members, and explanations. */
@Controller("/v1/segments")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Segments")
final class SegmentsController {
  private final SegmentCatalogue catalog;
  private final SegmentEditor editor;
  private final MemberReads members;
  private final VisitorMembershipReads visitors;
  private final SegmentBuilds builds;
  private final RangeLines lines;

  SegmentsController(
      SegmentCatalogue catalog,
      SegmentEditor editor,
      MemberReads members,
      VisitorMembershipReads visitors,
      SegmentBuilds builds,
      RangeLines lines) {
    this.catalog = catalog;
    this.editor = editor;
    this.members = members;
    this.visitors = visitors;
    this.builds = builds;
    this.lines = lines;
  }

  /** All segments of the caller, by name. */
  @Schema(name = "Segments")
  record SegmentList(List<SegmentView> segments) {}

  /**
   * Members of a version of a segment, by name.
   *
   * @param size the total number; null if the result is partial
   * @param next the cursor of the next page; null on the last
   * @param missingPartitions the partitions that the page lacks, if it may be partial; absent if
   *     none
   */
  @Schema(name = "SegmentMembers")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record MembersPage(
      String segment,
      int version,
      @Nullable Long size,
      List<MemberReads.Member> members,
      @Nullable String next,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MissingPartition> missingPartitions) {}

  /**
   * Who would enter and leave, by name. A page may have less than its limit and still not be the
   * last.
   *
   * @param version the one that would be active
   * @param active the current one; null if there is none
   * @param next the cursor of the next page; null on the last
   */
  @Schema(name = "SegmentMemberChanges")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record ChangesPage(
      String segment,
      int version,
      @Nullable Integer active,
      List<MemberReads.Change> changes,
      @Nullable String next) {}

  /** The version to activate. */
  @Schema(name = "SegmentActivation")
  record Activation(@Nullable Integer version) {}

  @Get
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(summary = "List the segments, with their sizes")
  SegmentList list(Caller caller) {
    return new SegmentList(
        catalog.current().of(caller.tenant()).stream()
            .map(segment -> SegmentView.summary(segment, new Sizes(segment)))
            .toList());
  }

  @Get("/{name}")
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(
      summary = "Read a segment: its rule and its versions",
      description =
          """
          Of a candidate that is ready, difference says how many visitors would enter and leave if \
          it were active.\
          """)
  SegmentView get(Caller caller, String name) {
    Segment segment = catalog.named(caller.tenant(), name);
    return SegmentView.whole(segment, new Everything(segment));
  }

  @Put("/{name}")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create or change a segment",
      description =
          """
          The body has a rule and may have a description and activate. A new segment becomes \
          active once its first version is ready, which counts the past too. Another rule is a \
          candidate beside the active version: it becomes active by itself with activate \
          when-ready, and with POST .../activate otherwise (by-hand). What is on its way already \
          goes on if its rule is put again; putting the active rule takes it back. The same again \
          changes nothing.\
          """)
  @RequestBody(
      required = true,
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
  SegmentView put(Caller caller, String name, @Body byte[] body) throws InterruptedException {
    Written<Segment> written = editor.put(caller.tenant(), name, parse(body));
    return SegmentView.defined(written.value(), written.change().wireName());
  }

  @Post("/{name}/activate")
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Make another version of a segment active",
      description =
          """
          A candidate that is ready, or the previous version; the active one becomes the previous. \
          409 for any other, with what can be activated.\
          """)
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Activation.class)))
  SegmentView activate(Caller caller, String name, @Body byte[] body) throws InterruptedException {
    Integer version = activation(body).version();
    if (version == null) {
      throw new FailureException(
          new Failure.Invalid("version must be given, such as 2", "version"));
    }
    return SegmentView.defined(editor.activate(caller.tenant(), name, version), null);
  }

  @Delete("/{name}")
  @Status(HttpStatus.NO_CONTENT)
  @CallerErrors
  @Needs(Scope.ADMIN)
  @Operation(
      summary = "Remove a segment",
      description = "All members leave it. 409 with their names while other segments refer to it.")
  void remove(Caller caller, String name) throws InterruptedException {
    editor.remove(caller.tenant(), name);
  }

  @Get("/{name}/members{?version,limit,after}")
  @Produces({MediaType.APPLICATION_JSON, RangeLines.NDJSON})
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(
      summary = "List the members of a segment, by name",
      description =
          """
          Of its active version, where none is given; live, from the state store. Page by page; \
          or, where application/x-ndjson is accepted, all of them: a line for each member, and a \
          last one, {"end": ...}, that tells how it ended. With partial=true it goes on without \
          partitions that cannot be read now, and names them.\
          """)
  @ApiResponse(
      responseCode = "200",
      description = "A page, or lines.",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = MembersPage.class)),
        @Content(
            mediaType = RangeLines.NDJSON,
            schema = @Schema(implementation = MemberReads.Member.class))
      })
  Object members(
      Caller caller,
      HttpRequest<?> request,
      String name,
      @Nullable @QueryValue Integer version,
      @Parameter(description = "1 to 1,000, by default 100; of lines any number, by default all.")
          @Nullable
          @QueryValue
          Long limit,
      @Parameter(description = "The cursor of the previous page.") @QueryValue(defaultValue = "")
          String after) {
    Segment segment = catalog.named(caller.tenant(), name);
    int meant =
        version == null
            ? SegmentVersions.shown(segment)
            : SegmentVersions.evaluated(segment, version);
    if (!RangeLines.isRequested(request)) {
      long wanted = limit == null ? MemberReads.DEFAULT_LIMIT : limit;
      return page(name, meant, of(segment, meant), new Stretch(after, wanted));
    }
    return lines.answer(
        (next, size) -> {
          MemberReads.Members page = members.members(of(segment, meant), new Stretch(next, size));
          return new RangeLines.Page(page.members(), page.next());
        },
        after,
        limit == null ? Long.MAX_VALUE : limit);
  }

  private MembersPage page(String name, int number, Version version, Stretch stretch) {
    MemberReads.Members page = members.members(version, stretch);
    List<MissingPartition> missing = ReadContext.current().served().missing();
    return new MembersPage(
        name,
        number,
        missing.isEmpty() ? members.size(version) : null,
        page.members(),
        page.next(),
        missing);
  }

  @Get("/{name}/changes{?version,limit,after}")
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(
      summary = "List who would enter and leave if another version were active",
      description = "Of the candidate, where no version is given, or else of the previous one.")
  ChangesPage changes(
      Caller caller,
      String name,
      @Nullable @QueryValue Integer version,
      @QueryValue(defaultValue = "" + MemberReads.DEFAULT_LIMIT) int limit,
      @Parameter(description = "The cursor of the previous page.") @QueryValue(defaultValue = "")
          String after) {
    Segment segment = catalog.named(caller.tenant(), name);
    int meant =
        version == null
            ? SegmentVersions.other(segment)
            : SegmentVersions.evaluated(segment, version);
    MemberReads.Changes page =
        members.changes(
            of(segment, active(segment)), of(segment, meant), new Stretch(after, limit));
    return new ChangesPage(
        name,
        meant,
        segment.active().map(RuleVersion::version).orElse(null),
        page.changes(),
        page.next());
  }

  @Get("/{name}/visitors/{visitor:.+}{?version}")
  @CallerErrors
  @Needs(Scope.READ)
  @Operation(
      summary = "Explain why a visitor is in a segment, or is not",
      description =
          """
          Each condition of the rule with whether it holds, what was measured against what is \
          asked for, the events that decide it, and when it changes by itself. The visitor is \
          percent-encoded, slashes included.\
          """)
  ExplanationView explain(
      Caller caller,
      HttpRequest<?> request,
      String name,
      @PathVariable String visitor,
      @Nullable @QueryValue Integer version) {
    Segment segment = catalog.named(caller.tenant(), name);
    int meant =
        version == null
            ? SegmentVersions.shown(segment)
            : SegmentVersions.evaluated(segment, version);
    var key = new VisitorKey(caller.tenant(), RawPath.decoded(request, "/visitors/"));
    return visitors.explain(key, segment, meant);
  }

  /** The number of members of the versions of a segment. */
  private class Sizes implements SegmentView.Now {
    final Segment segment;

    Sizes(Segment segment) {
      this.segment = segment;
    }

    @Override
    public Long size(int version) {
      return members.size(of(segment, version));
    }
  }

  /** Sizes, differences and progress. */
  private final class Everything extends Sizes {
    Everything(Segment segment) {
      super(segment);
    }

    @Override
    public Difference difference(int version) {
      return members.difference(of(segment, active(segment)), of(segment, version));
    }

    @Override
    public @Nullable Progress progress() {
      return builds.progress(segment.tenant()).orElse(null);
    }
  }

  /** No version has the number 0: a segment without an active one has no members. */
  private static int active(Segment segment) {
    return segment.active().map(RuleVersion::version).orElse(0);
  }

  private static Version of(Segment segment, int version) {
    return Version.of(segment.tenant(), segment.name(), version);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Optional.ofNullable(JsonBodies.STRICT.readTree(body))
          .orElseThrow(
              () -> new FailureException(new Failure.Malformed("the body must be JSON", "")));
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }

  private static Activation activation(byte[] body) {
    try {
      return JsonBodies.STRICT.readValue(body, Activation.class);
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }
}
