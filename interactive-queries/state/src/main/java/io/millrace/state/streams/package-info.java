/**
 * Hosts the topologies: one {@code KafkaStreams} that is started when Kafka is there, started again
 * when it fails, and read through {@code StreamsHost} as long as it runs.
 */
@NullMarked
package io.millrace.state.streams;

import org.jspecify.annotations.NullMarked;
