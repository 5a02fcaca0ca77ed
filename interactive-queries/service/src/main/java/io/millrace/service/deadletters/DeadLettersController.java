package io.millrace.service.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.openapi.CallerErrors;
import io.millrace.service.problem.JsonBodies;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.access.Scope;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The records that connectors could not write, for the operator. */
@Controller("/v1/dead-letters")
@Needs(Scope.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Dead letters")
final class DeadLettersController {
  static final int MAX_LETTERS = 1_000;
  private static final String WHAT = "dead letters are managed";
  private static final String ALL = "all";

  private final DeadLetterConsumer follower;
  private final DeadLetterIndex index;
  private final DeadLetterReader reader;
  private final DeadLetterResolver resolver;
  private final BulkResolution bulk;

  DeadLettersController(
      DeadLetterConsumer follower,
      DeadLetterIndex index,
      DeadLetterReader reader,
      DeadLetterResolver resolver,
      BulkResolution bulk) {
    this.follower = follower;
    this.index = index;
    this.reader = reader;
    this.resolver = resolver;
    this.bulk = bulk;
  }

  /**
   * A page of dead letters, the newest first.
   *
   * @param next the cursor of the next page; null on the last
   */
  @Schema(name = "DeadLetters")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Page(List<DeadLetterView> letters, @Nullable String next) {}

  /**
   * The number of dead letters by kind.
   *
   * @param dropped dead letters that were evicted because there were too many
   */
  @Schema(name = "DeadLetterSummary")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Summary(List<KindView> kinds, long dropped) {}

  /** The dead letters with these common properties. */
  @Schema(name = "DeadLetterKind")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record KindView(
      String connector,
      String table,
      String column,
      String reason,
      String state,
      long count,
      @Nullable String first,
      @Nullable String last) {
    static KindView of(Map.Entry<DeadLetterIndex.Kind, DeadLetterIndex.Tally> entry) {
      DeadLetterIndex.Kind kind = entry.getKey();
      DeadLetterIndex.Tally tally = entry.getValue();
      return new KindView(
          kind.connector(),
          kind.table(),
          kind.column(),
          kind.reason(),
          kind.state().wireName(),
          tally.count(),
          DeadLetterView.isoTimestamp(tally.first()),
          DeadLetterView.isoTimestamp(tally.last()));
    }
  }

  /**
   * Selects open dead letters.
   *
   * @param limit 1 to 1000, 1000 by default
   */
  @Schema(name = "DeadLetterFilter")
  record DeadLetterQuery(
      @Nullable String connector,
      @Nullable String table,
      @Nullable String reason,
      @Nullable Integer limit) {}

  /**
   * The result.
   *
   * @param done dead letters that were replayed or discarded now
   * @param left dead letters that were not changed, each with its reason
   * @param open dead letters that still match the filter
   * @param stopped why it ended early; empty if it did not
   */
  @Schema(name = "DeadLettersDone")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record DoneView(int done, List<LeftView> left, long open, String stopped) {}

  /** A dead letter that was not changed. */
  @Schema(name = "DeadLetterLeft")
  record LeftView(String id, String reason) {}

  @Get
  @CallerErrors
  @Operation(
      summary = "List dead letters, the newest first",
      description =
          """
          state is open (if left out), replayed, discarded or all; connector, table and reason are \
          taken as they stand in an answer.\
          """)
  Page list(
      Caller caller,
      @QueryValue(defaultValue = "") String connector,
      @QueryValue(defaultValue = "") String table,
      @QueryValue(defaultValue = "") String reason,
      @QueryValue(defaultValue = "open") String state,
      @QueryValue(defaultValue = "100") int limit,
      @Parameter(description = "The cursor of the previous page.") @QueryValue(defaultValue = "")
          String after) {
    admit(caller);
    checkLimit(limit);
    var filter = new DeadLetterFilter(connector, table, reason, state(state));
    DeadLetterCursor before = after.isEmpty() ? null : position(after);
    List<DeadLetterIndex.Entry> found = index.newest(filter, limit + 1, before);
    List<DeadLetterIndex.Entry> page = found.subList(0, Math.min(limit, found.size()));
    return new Page(
        page.stream().map(DeadLetterView::of).toList(),
        found.size() > limit ? DeadLetterCursor.of(page.getLast().letter()).toString() : null);
  }

  @Get("/summary")
  @CallerErrors
  @Operation(summary = "Count dead letters by connector, table, column, reason and state")
  Summary summary(Caller caller) {
    admit(caller);
    return new Summary(
        index.summary().entrySet().stream().map(KindView::of).toList(), index.dropped());
  }

  @Get("/{id}")
  @CallerErrors
  @Operation(summary = "Read a dead letter in full, with its record")
  DeadLetterDetailView get(Caller caller, String id) {
    admit(caller);
    DeadLetterIndex.Entry entry = named(id);
    DeadLetterId at = entry.letter().id();
    ConsumerRecord<byte[], byte[]> record;
    try {
      record = reader.read(List.of(at)).get(at);
    } catch (KafkaException e) {
      throw new FailureException(
          new Failure.NotReady("the record cannot be read from Kafka now: " + e.getMessage(), 1));
    }
    if (record == null) {
      throw unknown(id);
    }
    return DeadLetterDetailView.of(entry, record);
  }

  @Post("/{id}/replay")
  @CallerErrors
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Replay a dead letter: write its record to the original topic, unchanged or edited",
      description =
          """
          The body may have value or valueBase64, and key or keyBase64; null makes it one without. \
          The record goes to the partition it came from, with the header millrace.replay.of; every \
          consumer of the topic sees it again. 409 where the letter is not open any more.\
          """)
  // Text, as Micronaut has no optional array.
  @RequestBody(
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
  DeadLetterView replay(Caller caller, String id, @Nullable @Body String body)
      throws InterruptedException {
    admit(caller);
    return settle(
        id, new DeadLetterAction.Replay(body == null ? RecordEdit.NONE : RecordEdit.parse(body)));
  }

  @Post("/{id}/discard")
  @CallerErrors
  @Operation(summary = "Discard a dead letter", description = "409 if it is no longer open.")
  DeadLetterView discard(Caller caller, String id) throws InterruptedException {
    admit(caller);
    return settle(id, new DeadLetterAction.Discard());
  }

  @Post("/replay")
  @CallerErrors
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Replay the oldest open dead letters that match a filter")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DeadLetterQuery.class)))
  DoneView replayMany(Caller caller, @Body byte[] body) throws InterruptedException {
    admit(caller);
    return settleMany(body, new DeadLetterAction.Replay(RecordEdit.NONE));
  }

  @Post("/discard")
  @CallerErrors
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Discard the oldest open dead letters that match a filter")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DeadLetterQuery.class)))
  DoneView discardMany(Caller caller, @Body byte[] body) throws InterruptedException {
    admit(caller);
    return settleMany(body, new DeadLetterAction.Discard());
  }

  private void admit(Caller caller) {
    Tenants.requireOperator(caller, WHAT);
    if (!follower.loaded()) {
      throw new FailureException(new Failure.NotReady("the dead letters are still being read", 1));
    }
  }

  private DeadLetterView settle(String id, DeadLetterAction action) throws InterruptedException {
    Resolution.Marked marked = resolver.resolveOne(named(id).letter(), action);
    return DeadLetterView.of(new DeadLetterIndex.Entry(marked.letter(), marked.mark()));
  }

  private DoneView settleMany(byte[] body, DeadLetterAction action) throws InterruptedException {
    DeadLetterQuery wanted = wanted(body);
    int limit = wanted.limit() == null ? MAX_LETTERS : wanted.limit();
    checkLimit(limit);
    var filter =
        new DeadLetterFilter(
            text(wanted.connector()),
            text(wanted.table()),
            text(wanted.reason()),
            DeadLetterState.OPEN);
    if (filter.matchesAll()) {
      throw new FailureException(
          new Failure.Invalid(
              "at least one of connector, table and reason must be given", "connector"));
    }
    BulkResolution.BulkResult done = bulk.resolve(filter, limit, action);
    List<LeftView> left =
        done.settled().stream()
            .filter(Resolution.Skipped.class::isInstance)
            .map(Resolution.Skipped.class::cast)
            .map(one -> new LeftView(one.letter().id().toString(), one.reason()))
            .toList();
    return new DoneView(
        done.settled().size() - left.size(), left, index.count(filter), done.stopped());
  }

  private DeadLetterIndex.Entry named(String text) {
    DeadLetterIndex.Entry entry = DeadLetterId.parse(text).map(index::find).orElse(null);
    if (entry == null) {
      throw unknown(text);
    }
    return entry;
  }

  private static FailureException unknown(String id) {
    return new FailureException(new Failure.UnknownName("dead-letter", id, List.of()));
  }

  /** A mistyped filter would match too many. */
  private static DeadLetterQuery wanted(byte[] body) {
    try {
      DeadLetterQuery wanted = JsonBodies.STRICT.readValue(body, DeadLetterQuery.class);
      if (wanted == null) {
        throw new FailureException(
            new Failure.Malformed("the body must be an object, but was null", ""));
      }
      return wanted;
    } catch (JsonMappingException e) {
      throw new FailureException(
          new Failure.Invalid(
              "the body may have connector, table, reason and limit: " + e.getOriginalMessage(),
              e.getPath().isEmpty() ? "" : String.valueOf(e.getPath().getLast().getFieldName())));
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }

  private static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_LETTERS) {
      throw new FailureException(
          new Failure.Invalid(
              "limit must be 1 to %d, but was %d".formatted(MAX_LETTERS, limit), "limit"));
    }
  }

  private static @Nullable DeadLetterState state(String word) {
    if (word.equals(ALL)) {
      return null;
    }
    return DeadLetterState.parse(word)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.Invalid(
                        "state must be one of %s or %s, but was %s"
                            .formatted(DeadLetterState.wireNames(), ALL, word),
                        "state")));
  }

  private static DeadLetterCursor position(String after) {
    return DeadLetterCursor.parse(after)
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.Invalid(
                        "after must be the next of a page before, but was " + after, "after")));
  }
}
