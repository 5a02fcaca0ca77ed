package io.millrace.service.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.service.access.Caller;
import io.millrace.service.access.Needs;
import io.millrace.service.tenants.Authentication;
import io.millrace.state.access.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes events as Segment's clients send them, by the long paths of its servers' clients and the
 * short ones of its browser's. The browser's client sends JSON as {@code text/plain}.
 */
@Controller("/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
@Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
final class SegmentController {
  private static final String IMPORT = "import";
  private static final String WRITE_KEY = "writeKey";

  private final EventIngestion intake;
  private final InFlightLimit inFlight;
  private final Authentication authentication;

  SegmentController(EventIngestion intake, InFlightLimit inFlight, Authentication authentication) {
    this.intake = intake;
    this.inFlight = inFlight;
    this.authentication = authentication;
  }

  /** Takes one action of a visitor. */
  @Post(uris = {"/track", "/t"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> track(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("track", request, body, imported);
  }

  /** Takes one page view. */
  @Post(uris = {"/page", "/p"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> page(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("page", request, body, imported);
  }

  /** Takes one screen view of an app. */
  @Post(uris = {"/screen", "/s"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> screen(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("screen", request, body, imported);
  }

  /** Takes what is known of a visitor. */
  @Post(uris = {"/identify", "/i"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> identify(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("identify", request, body, imported);
  }

  /** Takes a visitor's membership of a group, as a custom event. */
  @Post(uris = {"/group", "/g"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> group(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("group", request, body, imported);
  }

  /** Quarantines an alias, which is not supported: its answer says what to send instead. */
  @Post(uris = {"/alias", "/a"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> alias(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("alias", request, body, imported);
  }

  /** Takes a batch of events of any type. */
  @Post(uris = {"/batch", "/b"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> batch(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    boolean declared = ImportFlag.declared(imported);
    return inFlight.run(body, () -> many(request, body, declared));
  }

  private HttpResponse<?> one(
      String type, HttpRequest<?> request, byte[] body, @Nullable String imported) {
    boolean declared = ImportFlag.declared(imported);
    return inFlight.run(body, () -> one(type, request, body, declared));
  }

  private HttpResponse<?> one(String type, HttpRequest<?> request, byte[] body, boolean imported) {
    List<RawEvent> events = EventBodyParser.events(body);
    Caller caller = caller(request, events.isEmpty() ? null : events.getFirst().json());
    var format = new SegmentFormat(type, JsonFields.NONE);
    return IngestResponder.segment(intake.take(caller, imported, events, format));
  }

  private HttpResponse<?> many(HttpRequest<?> request, byte[] body, boolean imported) {
    EventBodyParser.Batch batch = EventBodyParser.batch(body);
    Caller caller = caller(request, batch.envelope());
    var format = new SegmentFormat("", JsonFields.of(batch.envelope()));
    return IngestResponder.segment(intake.take(caller, imported, batch.events(), format));
  }

  private Caller caller(HttpRequest<?> request, @Nullable JsonNode json) {
    String key = json == null ? null : json.path(WRITE_KEY).textValue();
    return authentication.caller(request, key, Scope.WRITE);
  }
}
