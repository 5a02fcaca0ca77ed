/** How the service talks to Kafka: its producers' settings, its topics, and waiting for both. */
@NullMarked
package io.millrace.state.kafka;

import org.jspecify.annotations.NullMarked;
