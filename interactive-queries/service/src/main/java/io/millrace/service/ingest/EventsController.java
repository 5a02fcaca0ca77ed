package io.millrace.service.ingest;

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
import io.millrace.state.access.Scope;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ingests events in Millrace's own JSON. */
@Controller("/v1/events")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EventsController {
  private static final String NDJSON = "application/x-ndjson";
  private static final String NDJSON_TOO = "application/ndjson";
  private static final String JSON_LINES = "application/jsonl";
  private static final Set<String> LINES = Set.of(NDJSON, NDJSON_TOO, JSON_LINES);
  private static final EventFormat FORMAT = new MillraceFormat();

  private final EventIngestion intake;
  private final InFlightLimit inFlight;

  EventsController(EventIngestion intake, InFlightLimit inFlight) {
    this.intake = intake;
    this.inFlight = inFlight;
  }

  /**
   * Accepts one event, a list of events, or concatenated events. In NDJSON each line is
   * independent: one that is not JSON is quarantined, and the others are processed.
   */
  @Post
  @IngestResponses
  @RequestBody(
      description =
          "An event has type (browse, search, purchase, ad, identify or custom) and a visitor;"
              + " and may have id, name, anonymousId, userId, occurredAt (ISO 8601 or epoch"
              + " milliseconds), page, referrer, campaign, device, country, money, properties"
              + " and, with type identify, traits.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = "object"),
              examples =
                  @ExampleObject(
                      """
                      {"id":"m1","type":"purchase","name":"Order Completed","visitor":"v1",\
                      "occurredAt":"2026-11-22T10:00:00Z","page":{"path":"/checkout"},\
                      "country":"PL","money":{"amount":129.9,"currency":"PLN"},\
                      "properties":{"coupon":"SPRING"}}\
                      """)))
  @Needs(Scope.WRITE)
  @Consumes({MediaType.APPLICATION_JSON, NDJSON, NDJSON_TOO, JSON_LINES, MediaType.TEXT_PLAIN})
  HttpResponse<?> events(
      Caller caller,
      HttpRequest<?> request,
      @Body byte[] body,
      @Nullable @QueryValue("import") String imported) {
    boolean lines =
        request.getContentType().filter(type -> LINES.contains(type.getName())).isPresent();
    boolean declared = ImportFlag.declared(imported);
    return inFlight.run(body, () -> take(caller, declared, body, lines));
  }

  private HttpResponse<?> take(Caller caller, boolean imported, byte[] body, boolean lines) {
    List<RawEvent> events = lines ? EventBodyParser.lines(body) : EventBodyParser.events(body);
    return IngestResponder.own(intake.take(caller, imported, events, FORMAT));
  }
}
