/**
 * What a person can get wrong or meet, as values, and the one switch that turns them into {@code
 * application/problem+json} answers (RFC 9457).
 */
@NullMarked
package io.millrace.service.problem;

import org.jspecify.annotations.NullMarked;
