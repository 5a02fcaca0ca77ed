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
 * Ingests events of Segment's clients, on the long paths of its server clients and the short ones
 * of its browser client. The browser client sends JSON as {@code text/plain}.
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

  /** Ingests one action of a visitor. */
  @Post(uris = {"/track", "/t"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> track(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("track", request, body, imported);
  }

  /** Ingests one page view. */
  @Post(uris = {"/page", "/p"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> page(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("page", request, body, imported);
  }

  /** Ingests one screen view of an app. */
  @Post(uris = {"/screen", "/s"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> screen(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("screen", request, body, imported);
  }

  /** Ingests traits of a visitor. */
  @Post(uris = {"/identify", "/i"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> identify(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("identify", request, body, imported);
  }

  /** Ingests a visitor's membership of a group, as a custom event. */
  @Post(uris = {"/group", "/g"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> group(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("group", request, body, imported);
  }

  /** Quarantines an alias, which is not supported: the response says what to send instead. */
  @Post(uris = {"/alias", "/a"})
  @IngestResponses
  @Needs(value = Scope.WRITE, orInBody = true)
  HttpResponse<?> alias(
      HttpRequest<?> request, @Body byte[] body, @Nullable @QueryValue(IMPORT) String imported) {
    return one("alias", request, body, imported);
  }

  /** Ingests a batch of events of any type. */
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
