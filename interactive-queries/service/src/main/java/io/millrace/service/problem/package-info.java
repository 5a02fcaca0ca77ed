/**
 * Failures that a caller can meet, as values, and the one switch that turns them into {@code
 * application/problem+json} responses (RFC 9457).
 */
@NullMarked
package io.millrace.service.problem;

import org.jspecify.annotations.NullMarked;
