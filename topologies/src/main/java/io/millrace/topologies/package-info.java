/**
 * Kafka Streams topologies as pure functions that return a Topology: no threads, no HTTP, no
 * ClickHouse. Time comes from the processor context only.
 */
@NullMarked
package io.millrace.topologies;

import org.jspecify.annotations.NullMarked;
