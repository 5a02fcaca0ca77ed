/**
 * Responses that need no waiting, sent from the event loop that read the request: neither another
 * thread nor the framework is between the socket and the store. Any other request is passed to the
 * framework's routes, which serve the same and everything else.
 *
 * <p>{@code benchmarks/run FrontBenchmark 2 8 5} on two cores in November 2026, medians of five
 * rounds in turn: 42,188 requests/s here, 29,378 (0.70) by an asynchronous route of the framework,
 * 22,234 (0.53) by a blocking one.
 */
@NullMarked
package io.millrace.service.http;

import org.jspecify.annotations.NullMarked;
