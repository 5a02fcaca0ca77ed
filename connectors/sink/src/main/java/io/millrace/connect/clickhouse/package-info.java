/**
 * The ClickHouse sink: records become rows of typed tables, exactly once without Keeper.
 *
 * <p>{@code put} accepts the records or throws and keeps nothing, so that Connect's redelivery is
 * the only retry. A redelivery, a restart and a rebalance are made harmless by the same step:
 * before the first insert after any of them, the sink waits until no insert of its connector is
 * running any more, looks up in each table which offsets of the batch it has already, and leaves
 * those out. Tables that replace by version need none of it.
 */
@NullMarked
package io.millrace.connect.clickhouse;

import org.jspecify.annotations.NullMarked;
