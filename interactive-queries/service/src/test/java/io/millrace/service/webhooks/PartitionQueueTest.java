package io.millrace.service.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.segment.SegmentChange.Cause;
import io.millrace.service.webhooks.DeliveryOutcome.Delivered;
import io.millrace.service.webhooks.DeliveryOutcome.NoResponse;
import io.millrace.service.webhooks.DeliveryOutcome.Refused;
import io.millrace.state.access.ApiKeySecret;
import io.millrace.state.retry.BackoffPolicy;
import io.millrace.state.settings.ServiceSettings.Webhooks;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionQueueTest {
  private static final Webhooks SETTINGS = Webhooks.DEFAULT;
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final DeliveryOutcome FAILED = new NoResponse("connection refused");

  private final PartitionQueue lane = lane(new OffsetAndMetadata(7));

  @Test
  void gathersFor200MillisecondsOr100Changes() {
    add(7, 1_000);
    assertThat(lane.pollBatch(1_199)).isEmpty();
    assertThat(lane.nextDue()).isEqualTo(1_200);
    for (int offset = 8; offset < 120; offset++) {
      add(offset, 1_100);
    }

    ChangeBatch batch = lane.pollBatch(1_100).orElseThrow();
    assertThat(batch.parcels()).hasSize(100);
    assertThat(batch.id()).isEqualTo("changes/3/7-106");
    assertThat(lane.pollBatch(9_000)).isEmpty();
  }

  @Test
  void anOffsetIsCommittedOnceWhatLiesBeforeItIsTaken() {
    add(7, 1_000);
    lane.read(8);
    add(9, 1_000);
    lane.read(10);
    ChangeBatch batch = lane.pollBatch(2_000).orElseThrow();
    assertThat(lane.toCommit().map(OffsetAndMetadata::offset)).contains(7L);

    var settled = lane.complete(batch, new Delivered(200), 2_010);

    assertThat(settled).isEqualTo(new PartitionQueue.BatchResult(2, 0));
    OffsetAndMetadata offset = lane.toCommit().orElseThrow();
    assertThat(offset.offset()).isEqualTo(11);
    assertThat(DeliveryProgress.ofMetadata(offset.metadata()).delivered()).isEqualTo(2);
  }

  @Test
  void aRetryIsTheSameBatchAfterAPauseThatGrows() {
    add(7, 0);
    ChangeBatch batch = lane.pollBatch(1_000).orElseThrow();
    long now = 1_000;
    for (long whole : new long[] {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000}) {
      lane.complete(batch, FAILED, now);
      add(8, now);
      assertThat(lane.nextDue() - now).isBetween(whole / 2, whole);
      now = lane.nextDue();
      assertThat(lane.pollBatch(now)).contains(batch);
    }
    for (int more = 0; more < 50; more++) {
      lane.complete(batch, FAILED, now);
      assertThat(lane.nextDue() - now).isBetween(150_000L, 300_000L);
      now = lane.nextDue();
      lane.pollBatch(now);
    }
  }

  @Test
  void theReceiverSaysHowLongToWait() {
    add(7, 0);
    ChangeBatch batch = lane.pollBatch(1_000).orElseThrow();

    lane.complete(batch, new Refused(429, Duration.ofMinutes(7)), 1_000);

    assertThat(lane.nextDue()).isEqualTo(1_000 + Duration.ofMinutes(7).toMillis());
  }

  @Test
  void whatIsADayOldIsDroppedWhileTheReceiverFailsAndOnlyThat() {
    add(7, 0);
    add(8, 0);
    add(9, 2 * HOUR);
    ChangeBatch batch = lane.pollBatch(2 * HOUR + 500).orElseThrow();

    assertThat(lane.complete(batch, FAILED, 24 * HOUR - 1))
        .isEqualTo(new PartitionQueue.BatchResult(0, 0));
    assertThat(lane.pollBatch(24 * HOUR + HOUR)).contains(batch);
    assertThat(lane.complete(batch, FAILED, 25 * HOUR))
        .isEqualTo(new PartitionQueue.BatchResult(0, 2));
    assertThat(lane.add(parcel(10, HOUR), 25 * HOUR)).isFalse();

    assertThat(lane.pollBatch(26 * HOUR).orElseThrow().id()).isEqualTo("changes/3/9-9");
    OffsetAndMetadata offset = lane.toCommit().orElseThrow();
    assertThat(offset.offset()).isEqualTo(9);
    DeliveryProgress progress = DeliveryProgress.ofMetadata(offset.metadata());
    assertThat(progress.dropped()).isEqualTo(3);
    assertThat(progress.failingSince()).isEqualTo(24 * HOUR - 1);
    assertThat(progress.error()).isEqualTo("connection refused");
    assertThat(progress.waitingSince()).isEqualTo(2 * HOUR);
  }

  @Test
  void whatIsOldIsTriedWhereNothingHasFailed() {
    assertThat(lane.add(parcel(7, 0), 100 * HOUR)).isTrue();
    ChangeBatch batch = lane.pollBatch(101 * HOUR).orElseThrow();

    assertThat(lane.complete(batch, new Delivered(200), 101 * HOUR).delivered()).isEqualTo(1);
  }

  @Test
  void whatIsKnownOutlivesTheInstance() {
    add(7, 0);
    lane.complete(lane.pollBatch(1_000).orElseThrow(), FAILED, 1_000);

    PartitionQueue next = lane(lane.toCommit().orElseThrow());

    assertThat(next.isFailing()).isTrue();
    next.read(7);
    next.add(parcel(7, 0), 5_000);
    assertThat(next.pollBatch(5_200).orElseThrow().id()).isEqualTo("changes/3/7-7");
  }

  @Test
  void aChangedWebhookGetsNothingThatItWantsNoMoreAndNeverTwoBatchesAtOnce() {
    add(7, 0);
    lane.add(new PendingChange(8, 0, change("others", 8)), 0);
    ChangeBatch batch = lane.pollBatch(1_000).orElseThrow();

    lane.changed(webhook("others"));
    assertThat(lane.pollBatch(5_000)).isEmpty();
    lane.complete(batch, FAILED, 5_000);

    assertThat(lane.pollBatch(5_200).orElseThrow().id()).isEqualTo("changes/3/8-8");
  }

  private static PartitionQueue lane(OffsetAndMetadata committed) {
    var pauses =
        BackoffPolicy.doubling(SETTINGS.firstPause(), SETTINGS.longestPause()).with(new Random(1));
    return new PartitionQueue(
        new TopicPartition("changes", 3), committed, pauses, SETTINGS.retryFor().toMillis());
  }

  private void add(long offset, long now) {
    lane.read(offset);
    lane.add(parcel(offset, now), now);
  }

  private static PendingChange parcel(long offset, long written) {
    return new PendingChange(offset, written, change("regulars", offset));
  }

  private static SegmentChange change(String segment, long offset) {
    return new SegmentChange("shop", "v", segment, 1, true, offset, Cause.EVENT, "m" + offset);
  }

  private static Webhook webhook(String segment) {
    return new Webhook(
        "shop", "w", 1, URI.create("http://a"), Set.of(segment), new ApiKeySecret("s"), "");
  }
}
