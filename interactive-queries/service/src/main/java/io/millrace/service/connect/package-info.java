/**
 * The connectors of Kafka Connect: the desired state is a definition like any other, and the {@code
 * Reconciler} brings Connect to it repeatedly, whatever was changed in Connect itself. A failed
 * task is restarted at increasing intervals; a permanent failure is reported with its cause and no
 * longer retried.
 *
 * <p>Every instance of the service reconciles. Connect's calls are idempotent, so concurrent
 * reconciliation does no harm; each instance counts its own retries.
 *
 * <p>No secret passes through here: a secret setting must be a reference that Connect's config
 * providers resolve.
 */
@NullMarked
package io.millrace.service.connect;

import org.jspecify.annotations.NullMarked;
