/**
 * The instances of the service, and requests between them. Kafka Streams knows the address of each
 * ({@code application.server}); requests are authenticated by an HMAC with a secret that is with
 * the definitions in Kafka: whoever may read that topic is trusted anyway. A request goes to the
 * instance that can serve it and from there no further.
 */
@NullMarked
package io.millrace.state.cluster;

import org.jspecify.annotations.NullMarked;
