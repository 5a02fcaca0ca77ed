/**
 * Ingestion of events: bytes are parsed to JSON once, JSON becomes an event by its format, and an
 * event is accepted only once Kafka has acknowledged it.
 *
 * <p>A fault of the whole request is a {@code Failure}; a fault of one event is data, which is
 * quarantined with its reason while the other events of the request are processed.
 */
@NullMarked
package io.millrace.service.ingest;

import org.jspecify.annotations.NullMarked;
