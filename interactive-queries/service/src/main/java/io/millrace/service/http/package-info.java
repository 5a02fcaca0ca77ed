/**
 * Answers that need not wait, given on the event loop that read the request: neither a thread of
 * its own nor the framework's machinery stands between the socket and the store. What is out of the
 * ordinary in any way goes on to the framework's routes, which answer the same and everything else.
 */
@NullMarked
package io.millrace.service.http;

import org.jspecify.annotations.NullMarked;
