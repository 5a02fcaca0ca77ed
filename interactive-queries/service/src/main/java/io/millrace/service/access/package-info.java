/**
 * Who asks: API keys become callers here, once per request, and every controller that touches a
 * tenant's things takes the {@code RecordingClient} as an argument, so that no read can forget its
 * tenant.
 */
@NullMarked
package io.millrace.service.access;

import org.jspecify.annotations.NullMarked;
