/**
 * The ClickHouse sink: records become rows of typed tables, exactly once without Keeper.
 *
 * <p>{@code put} inserts what it is given before it returns, or throws and keeps nothing, so that
 * Connect's redelivery is the only retry there is. What makes a redelivery, a restart or a
 * rebalance harmless is one and the same step: before the first insert after any of them, the sink
 * waits until no insert of its connector is running any more, asks each table which offsets of the
 * batch it has already, and leaves those out. Tables that replace by version need none of it.
 */
@NullMarked
package io.millrace.connect.clickhouse;

import org.jspecify.annotations.NullMarked;
