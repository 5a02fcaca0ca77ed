/**
 * Responses that need no waiting, sent from the event loop that read the request: neither another
 * thread nor the framework is between the socket and the store. Any other request is passed to the
 * framework's routes, which serve the same and everything else.
 */
@NullMarked
package io.millrace.service.http;

import org.jspecify.annotations.NullMarked;
