package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.standalone.api.EventResult;
import io.millrace.standalone.api.JsonResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Events of some of the visitors at a steady rate, batch by batch, each sent to one instance after
 * the other until it is acknowledged. A visitor's events all come from one of these, so that they
 * are in order. Some are sent a second time.
 */
final class ClusterTraffic implements Runnable {
  private static final long PAUSE_MS = 50;

  private final ClusterLedger ledger;
  private final ClusterInstances instances;
  private final Share share;
  private final CountDownLatch over;
  private final SplittableRandom random;
  private long number;

  /**
   * The part of the work that one sender has.
   *
   * @param index of so many senders
   * @param rate of events, of all senders
   */
  record Share(int index, int senders, Ramp rate, long seed) {}

  private record Sent(int visitor, boolean order, String json) {}

  ClusterTraffic(
      ClusterLedger ledger, ClusterInstances instances, Share share, CountDownLatch over) {
    this.ledger = ledger;
    this.instances = instances;
    this.share = share;
    this.over = over;
    this.random = new SplittableRandom(share.seed() + share.index());
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    long due = 0;
    List<Sent> before = List.of();
    try {
      // After a hold-up it catches up, batch by batch.
      do {
        double seconds = (System.nanoTime() - start) / 1e9;
        long wanted = share.rate().due(seconds) / share.senders();
        List<Sent> fresh = events((int) Math.min(wanted - due, share.rate().perSecond()));
        due += fresh.size();
        if (!fresh.isEmpty()) {
          send(fresh, again(before));
        }
        before = fresh;
      } while (!over.await(PAUSE_MS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Sent> again(List<Sent> before) {
    return before.stream().filter(_ -> random.nextInt(50) == 0).toList();
  }

  private void send(List<Sent> fresh, List<Sent> again) throws InterruptedException {
    var body = new StringBuilder();
    again.forEach(sent -> body.append(sent.json()).append('\n'));
    fresh.forEach(sent -> body.append(sent.json()).append('\n'));
    fresh.forEach(sent -> ledger.sending(sent.visitor(), sent.order()));
    List<EventResult> results = EventResult.of(deliver(body.toString()));
    long now = System.nanoTime();
    assertThat(results)
        .hasSize(fresh.size() + again.size())
        .noneMatch(result -> result.kind() == EventResult.Kind.QUARANTINED);
    fresh.forEach(sent -> ledger.acknowledged(sent.visitor(), sent.order(), now));
  }

  private JsonResponse deliver(String ndjson) throws InterruptedException {
    byte[] body = ndjson.getBytes(StandardCharsets.UTF_8);
    while (true) {
      String url = instances.any(random);
      try {
        JsonResponse answer = instances.send(url, body);
        if (answer.ok()) {
          return answer;
        }
        assertThat(answer.isRetriable()).as(answer.problem()).isTrue();
      } catch (IOException e) {
        // That instance is down just now; another one may take the batch.
      }
      boolean _ = over.await(20, TimeUnit.MILLISECONDS);
    }
  }

  private List<Sent> events(int count) {
    var events = new ArrayList<Sent>();
    for (int i = 0; i < count; i++) {
      events.add(event());
    }
    return events;
  }

  private Sent event() {
    int mine = (ledger.visitors() - share.index() + share.senders() - 1) / share.senders();
    int visitor = share.index() + random.nextInt(mine) * share.senders();
    boolean order = random.nextInt(20) == 0;
    String what =
        order
            ? "\"type\":\"purchase\",\"name\":\"Order"
                + " Completed\",\"money\":{\"amount\":1,\"currency\":\"EUR\"}"
            : "\"type\":\"browse\",\"name\":\"Page Viewed\"";
    String json =
        "{\"id\":\"%s-%d-%d\",\"visitor\":\"%s\",\"occurredAt\":%d,\"country\":\"PL\",%s}"
            .formatted(
                Long.toString(share.seed(), 36),
                share.index(),
                number++,
                ClusterLedger.name(visitor),
                System.currentTimeMillis(),
                what);
    return new Sent(visitor, order, json);
  }
}
