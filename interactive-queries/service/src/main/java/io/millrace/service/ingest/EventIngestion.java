package io.millrace.service.ingest;

import static java.util.Objects.requireNonNull;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.quarantine.Quarantined;
import io.millrace.service.access.Caller;
import io.millrace.service.counters.EventCounters;
import io.millrace.service.tenants.Tenants;
import io.millrace.state.access.Scope;
import io.millrace.state.reads.SignedTokens;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Ingests the events of a request: all are sent, then all acknowledgements are awaited. */
@Singleton
final class EventIngestion {
  private static final String NOT_CONFIRMED =
      "Kafka did not confirm the event; send it again with the same id";

  private final EventLog log;
  private final SeenEvents seen;
  private final EventCounters counters;
  private final Tenants tenants;
  private final SignedTokens tokens;
  private final InstantSource clock;

  EventIngestion(
      EventLog log,
      SeenEvents seen,
      EventCounters counters,
      Tenants tenants,
      SignedTokens tokens,
      InstantSource clock) {
    this.log = log;
    this.seen = seen;
    this.counters = counters;
    this.tenants = tenants;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Ingests a request's events.
   *
   * @param imported whether they are declared as an import, which needs the scope
   */
  IngestOutcome take(Caller caller, boolean imported, List<RawEvent> events, EventFormat format) {
    if (imported) {
      caller.require(Scope.IMPORT);
    }
    var arrival =
        new IngestContext(
            caller.tenant(), clock.millis(), imported, tenants.acceptance(caller.tenant()));
    var positions = new EventPositionBuilder();
    List<EventResult> results = confirm(send(events, format, arrival), positions);
    IngestOutcome taken =
        IngestOutcome.of(results, positions.token(caller.tenant(), clock.millis(), tokens));
    count(caller.tenant(), taken);
    return taken;
  }

  /** An event's result once its record is acknowledged. */
  private record Sent(EventResult result, @Nullable Future<RecordMetadata> confirmation) {}

  /** After a first failure the rest is not tried: each attempt would wait for the same Kafka. */
  private List<Sent> send(List<RawEvent> events, EventFormat format, IngestContext arrival) {
    SeenEvents.Lookup lookup = arrival.imported() ? seen.lookup() : SeenEvents.nothing();
    var sent = new ArrayList<Sent>(events.size());
    boolean broken = false;
    for (RawEvent raw : events) {
      Sent one =
          broken
              ? new Sent(failed(format.id(raw.json())), null)
              : sendOne(raw, format, arrival, lookup);
      broken = broken || (one.confirmation != null && hasFailed(one.confirmation));
      sent.add(one);
    }
    return sent;
  }

  private Sent sendOne(
      RawEvent raw, EventFormat format, IngestContext arrival, SeenEvents.Lookup lookup) {
    try {
      Event event = format.read(raw.object(), arrival);
      return lookup.has(event)
          ? new Sent(new EventResult(event.id(), EventResult.DUPLICATE, null, null), null)
          : new Sent(
              new EventResult(event.id(), EventResult.ACCEPTED, null, null), log.append(event));
    } catch (InvalidEvent e) {
      var refused =
          new Quarantined(
              arrival.tenant(), e.reason(), e.detail(), arrival.receivedAt(), raw.payload());
      var result =
          new EventResult(
              format.id(raw.json()), EventResult.QUARANTINED, e.reason().wireName(), e.detail());
      return new Sent(result, log.append(refused));
    }
  }

  private static List<EventResult> confirm(List<Sent> sent, EventPositionBuilder positions) {
    var results = new ArrayList<EventResult>(sent.size());
    for (Sent one : sent) {
      boolean done = one.confirmation == null || confirmed(one, positions);
      results.add(done ? one.result : failed(one.result.id()));
    }
    return results;
  }

  private static boolean confirmed(Sent sent, EventPositionBuilder positions) {
    try {
      RecordMetadata at = requireNonNull(sent.confirmation).get();
      if (sent.result.status().equals(EventResult.ACCEPTED)) {
        positions.add(at);
      }
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean hasFailed(Future<?> confirmation) {
    return confirmation.state() == Future.State.FAILED
        || confirmation.state() == Future.State.CANCELLED;
  }

  private static EventResult failed(@Nullable String id) {
    return new EventResult(id, EventResult.FAILED, null, NOT_CONFIRMED);
  }

  private void count(String tenant, IngestOutcome taken) {
    counters.add(tenant, EventResult.ACCEPTED, taken.accepted());
    counters.add(tenant, EventResult.DUPLICATE, taken.duplicates());
    counters.add(tenant, EventResult.FAILED, taken.failed());
    if (taken.quarantined() > 0) {
      for (EventResult result : taken.results()) {
        if (result.status().equals(EventResult.QUARANTINED)) {
          counters.add(tenant, EventResult.QUARANTINED + "." + result.reason());
        }
      }
    }
  }
}
