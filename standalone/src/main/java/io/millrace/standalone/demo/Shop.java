package io.millrace.standalone.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serdes.event.EventType;
import io.millrace.standalone.demo.ShopEvent.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The events of all tenants' shops in the order in which they are sent, at a steady rate. The same
 * seed, rate and start give the same events.
 *
 * <p>Of a hundred events about two are sent again a little later, two are up to two hours late, and
 * one is not valid.
 */
final class Shop {
  /** The maximum age of a late event. */
  static final long LATEST_MS = 2 * 3_600_000L;

  private static final JsonMapper JSON = new JsonMapper();
  private static final int RESENT_PER_THOUSAND = 20;
  private static final int LATE_PER_THOUSAND = 20;
  private static final int INVALID_PER_THOUSAND = 10;
  private static final int LONGEST_RESEND = 400;
  private static final int VISITS_PER_RATE = 4;
  private static final int RETURNING_PERCENT = 30;
  private static final int REMEMBERED_VISITORS = 2_000;

  private final SplittableRandom random;
  private final double rate;
  private final long startMs;
  private final String run;
  private final List<Crowd> crowds = new ArrayList<>();
  private final ArrayDeque<Resend> resends = new ArrayDeque<>();
  private long sent;

  /** An event that is sent again after this many events. */
  private record Resend(long after, ShopEvent event) {}

  /** The current visits of a tenant. */
  private final class Crowd {
    private final List<Visit> visits = new ArrayList<>();
    private final int size;
    private long visitors;

    Crowd(ShopTenant tenant) {
      size = Math.max(3, (int) (rate * VISITS_PER_RATE * tenant.share() / 100));
    }

    Visit any() {
      int index = random.nextInt(size);
      if (index >= visits.size()) {
        visits.add(visit());
        return visits.getLast();
      }
      Visit visit = visits.get(index);
      if (visit.isFinished()) {
        visit = visit();
        visits.set(index, visit);
      }
      return visit;
    }

    private Visit visit() {
      boolean returning = visitors > 0 && random.nextInt(100) < RETURNING_PERCENT;
      long number =
          returning
              ? visitors - 1 - random.nextLong(Math.min(visitors, REMEMBERED_VISITORS))
              : visitors++;
      return new Visit(number, random);
    }
  }

  /**
   * @param rate events per second over all tenants
   * @param startMs when the first is sent, epoch milliseconds
   */
  Shop(long seed, double rate, long startMs) {
    this.random = new SplittableRandom(seed);
    this.rate = rate;
    this.startMs = startMs;
    this.run = Long.toString(seed, 36) + "-" + Long.toString(startMs, 36) + "-";
    for (ShopTenant tenant : ShopTenant.ALL) {
      crowds.add(new Crowd(tenant));
    }
  }

  /** When the next event is sent, epoch milliseconds. */
  long nextDueAt() {
    return startMs + (long) (sent * 1000 / rate);
  }

  ShopEvent next() {
    long dueAt = nextDueAt();
    sent++;
    Resend due = resends.peekFirst();
    if (due != null && due.after() <= sent) {
      resends.removeFirst();
      return due.event().resent(dueAt);
    }
    ShopEvent event = event(tenant(), dueAt);
    if (event.kind() == Kind.FRESH && random.nextInt(1000) < RESENT_PER_THOUSAND) {
      // In the order of sending: each waits for the previous ones.
      Resend last = resends.peekLast();
      long after = sent + 1 + random.nextInt(LONGEST_RESEND);
      resends.addLast(new Resend(last == null ? after : Math.max(after, last.after()), event));
    }
    return event;
  }

  private int tenant() {
    int dice = random.nextInt(100);
    int tenant = 0;
    for (int share = ShopTenant.ALL.get(0).share();
        dice >= share;
        share += ShopTenant.ALL.get(tenant).share()) {
      tenant++;
    }
    return tenant;
  }

  private ShopEvent event(int tenant, long dueAt) {
    boolean late = random.nextInt(1000) < LATE_PER_THOUSAND;
    long occurredAt = late ? dueAt - 60_000 - random.nextLong(LATEST_MS - 120_000) : dueAt;
    boolean invalid = random.nextInt(1000) < INVALID_PER_THOUSAND;
    if (invalid) {
      return new ShopEvent(
          tenant, Kind.INVALID, EventType.CUSTOM, dueAt, occurredAt, invalid(occurredAt));
    }
    Visit visit = crowds.get(tenant).any();
    ShopAction action = visit.step(random);
    String line =
        json(new Line(id(), occurredAt, action.type().wireName(), visit.visitor(), action));
    return new ShopEvent(tenant, Kind.FRESH, action.type(), dueAt, occurredAt, line);
  }

  /** Without a visitor, of no type that there is, of a year that is not to come, or cut off. */
  private String invalid(long occurredAt) {
    return switch (random.nextInt(4)) {
      case 0 -> json(new Line(id(), occurredAt, "browse", null, null));
      case 1 -> json(new Line(id(), occurredAt, "teleport", "v", null));
      case 2 -> json(new Line(id(), 253_370_764_800_000L, "ad", "v", null));
      default -> {
        String whole = json(new Line(id(), occurredAt, "browse", "v", null));
        yield whole.substring(0, whole.length() / 2);
      }
    };
  }

  private String id() {
    return run + sent;
  }

  /** An event as JSON; null where it has no such field. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Line(
      String id,
      long occurredAt,
      String type,
      @Nullable String visitor,
      @JsonUnwrapped @Nullable ShopAction action) {}

  private static String json(Line line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record can be written", e);
    }
  }
}
