/**
 * Notifies others of visitors that enter and leave segments: webhooks that tenants define, and
 * their delivery.
 *
 * <p>A webhook is a definition and a consumer group of the topic {@code segment-changes}. Every
 * instance has a {@link io.millrace.service.webhooks.WebhookDelivery} for each webhook, and the
 * group shares the partitions among them. The changes of a partition are queued and sent in order,
 * one batch at a time, and its offset is committed once the receiver has accepted them. The state
 * of the queue, such as since when its receiver fails, is kept as metadata of the offset. So a
 * restart repeats at most a batch and loses nothing, any instance can report the status of a
 * webhook, and a receiver that is slow or unreachable does not affect others.
 */
@NullMarked
package io.millrace.service.webhooks;

import org.jspecify.annotations.NullMarked;
