/**
 * Kafka Connect plugins: the converter for Avro single objects, the ClickHouse sink, and the tables
 * it writes to. The sink does not depend on the rest of Millrace and can be used alone.
 */
@NullMarked
package io.millrace.connect;

import org.jspecify.annotations.NullMarked;
