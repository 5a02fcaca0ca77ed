/**
 * The instances of the service, and how they ask each other. Where each is, Kafka Streams tells
 * ({@code application.server}); that a question comes from one of us, an HMAC by a secret that is
 * with the definitions in Kafka: who may read that topic is trusted anyway. A question goes to the
 * instance that can answer it and from there no further.
 */
@NullMarked
package io.millrace.state.cluster;

import org.jspecify.annotations.NullMarked;
