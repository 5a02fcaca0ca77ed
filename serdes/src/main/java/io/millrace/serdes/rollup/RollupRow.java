package io.millrace.serdes.rollup;

/**
 * One version of one window of a series, whole: a higher version replaces a lower one of the same
 * key and part, and parts of a key add up.
 *
 * @param part 0, or another id for what came after the window had left the store
 */
public record RollupRow(RollupKey key, long part, long version, RollupState state) {}
