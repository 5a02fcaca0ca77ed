/**
 * Tells others who enters and leaves segments: webhooks that tenants define, and their delivery.
 *
 * <p>A webhook is a definition and a consumer group of the topic {@code segment-changes}. Every
 * instance has a {@link io.millrace.service.webhooks.WebhookDelivery} for each webhook, and the
 * group shares the partitions among them. A partition is a lane: what is in it goes out in order,
 * one batch at a time, and its offset is committed once the receiver has taken it. What is known of
 * a lane, such as since when its receiver fails, is kept with its offset. So a restart repeats at
 * most a batch and loses nothing, any instance can tell how a webhook does, and a receiver that is
 * slow or gone holds up nobody else.
 */
@NullMarked
package io.millrace.service.webhooks;

import org.jspecify.annotations.NullMarked;
