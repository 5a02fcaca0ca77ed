/**
 * Takes events in: bytes become JSON once, JSON becomes an event by its format, and an event is
 * answered as accepted only when Kafka has it.
 *
 * <p>A fault of the whole request is a {@code Failure}; a fault of one event is data, which goes to
 * quarantine with its reason while the other events of the request go on.
 */
@NullMarked
package io.millrace.service.ingest;

import org.jspecify.annotations.NullMarked;
