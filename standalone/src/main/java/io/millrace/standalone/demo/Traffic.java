package io.millrace.standalone.demo;

import io.millrace.standalone.api.EventResult;
import io.millrace.standalone.api.EventSender;
import io.millrace.standalone.failure.CommandException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends a shop's events when they are due, in batches per tenant. If the server falls behind, so
 * does the traffic: nothing is left out.
 */
final class Traffic {
  private static final long TICK_MS = 50;
  private static final int BATCH = 500;
  private static final int ON_THE_WAY = 16;

  private final Shop shop;
  private final List<TenantKeys> tenants;
  private final EventSender delivery;
  private final Ledger ledger;
  private final Semaphore free = new Semaphore(ON_THE_WAY);
  private final List<List<ShopEvent>> batches = new ArrayList<>();
  private final AtomicLong made = new AtomicLong();
  private volatile long dueAt;
  private volatile @Nullable RuntimeException failure;

  Traffic(Shop shop, List<TenantKeys> tenants, EventSender delivery, Ledger ledger) {
    this.shop = shop;
    this.tenants = tenants;
    this.delivery = delivery;
    this.ledger = ledger;
    tenants.forEach(_ -> batches.add(new ArrayList<>()));
  }

  /** Sends the events that are due before the end; returns when all of them are acknowledged. */
  void run(long endMs) throws InterruptedException {
    while (shop.nextDueAt() < endMs && failure == null) {
      long now = System.currentTimeMillis();
      while (shop.nextDueAt() <= now && shop.nextDueAt() < endMs) {
        take(shop.next());
      }
      for (int tenant = 0; tenant < batches.size(); tenant++) {
        send(tenant);
      }
      TimeUnit.MILLISECONDS.sleep(
          Math.clamp(shop.nextDueAt() - System.currentTimeMillis(), 1, TICK_MS));
    }
    free.acquire(ON_THE_WAY);
    RuntimeException e = failure;
    if (e != null) {
      throw e;
    }
  }

  /** The number of events passed on for sending. */
  long made() {
    return made.get();
  }

  /** The delay of sending behind the plan, in milliseconds. */
  long behindMs() {
    return dueAt == 0 ? 0 : Math.max(0, System.currentTimeMillis() - dueAt - TICK_MS);
  }

  private void take(ShopEvent event) throws InterruptedException {
    dueAt = event.dueAt();
    List<ShopEvent> batch = batches.get(event.tenant());
    batch.add(event);
    if (batch.size() >= BATCH) {
      send(event.tenant());
    }
  }

  private void send(int tenant) throws InterruptedException {
    List<ShopEvent> batch = batches.get(tenant);
    if (batch.isEmpty()) {
      return;
    }
    batches.set(tenant, new ArrayList<>());
    made.addAndGet(batch.size());
    free.acquire();
    Thread.ofVirtual().start(() -> deliver(tenants.get(tenant).write(), batch));
  }

  private static byte[] ndjson(List<ShopEvent> batch) {
    int length = 0;
    for (ShopEvent event : batch) {
      length += event.json().length() + 1;
    }
    var body = new StringBuilder(length);
    for (ShopEvent event : batch) {
      body.append(event.json()).append('\n');
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void deliver(String key, List<ShopEvent> batch) {
    try {
      List<EventResult> results = EventResult.of(delivery.send(key, ndjson(batch)));
      if (results.size() != batch.size()) {
        throw new CommandException(
            "the server must answer for each of %d events, but answered for %d"
                .formatted(batch.size(), results.size()));
      }
      ledger.note(batch, results);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      free.release();
    }
  }
}
