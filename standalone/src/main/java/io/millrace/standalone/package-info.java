/**
 * Millrace on one machine: broker, Connect worker, ClickHouse and the service behind one command.
 *
 * <p>Nothing here is needed on a cluster: each part is reached through its own protocol only, so an
 * external Kafka, Connect or ClickHouse can replace an embedded part.
 */
@NullMarked
package io.millrace.standalone;

import org.jspecify.annotations.NullMarked;
