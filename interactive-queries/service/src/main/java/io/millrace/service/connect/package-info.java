/**
 * The connectors of Kafka Connect as the operator wants them: what is wanted is a definition like
 * any other, and the {@code Reconciler} brings Connect to it, again and again, whatever happened
 * behind its back. A failed task is started again at longer and longer intervals; what does not
 * mend is given up, loudly and with its cause.
 *
 * <p>Every instance of the service reconciles. Connect's calls are idempotent, so two that do the
 * same do no harm; each counts its own tries.
 *
 * <p>No secret passes through here: a setting that is one must be a reference that Connect's config
 * providers resolve.
 */
@NullMarked
package io.millrace.service.connect;

import org.jspecify.annotations.NullMarked;
