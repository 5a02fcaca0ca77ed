/**
 * Authentication: an API key becomes a {@code Caller} here, once per request, and every controller
 * for a tenant's data takes the {@code Caller} as an argument, so that no read can forget its
 * tenant.
 */
@NullMarked
package io.millrace.service.access;

import org.jspecify.annotations.NullMarked;
