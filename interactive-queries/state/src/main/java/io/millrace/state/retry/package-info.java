/**
 * How long to wait before something that failed is tried again. A {@link
 * io.millrace.state.retry.BackoffPolicy} is the schedule, which callers that keep count themselves
 * ask by the number of failures; a {@link io.millrace.state.retry.Backoff} counts for them.
 */
@NullMarked
package io.millrace.state.retry;

import org.jspecify.annotations.NullMarked;
