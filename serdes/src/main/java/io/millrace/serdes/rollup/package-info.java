/**
 * Rollups as data: dimensions, measures and grains, the keys and mergeable states of their windows,
 * and the rows that go to ClickHouse. The states of distinct counts and quantiles are ClickHouse's
 * own, byte for byte, so that a window merges the same way in a store, in Java and in ClickHouse.
 */
@NullMarked
package io.millrace.serdes.rollup;

import org.jspecify.annotations.NullMarked;
