package io.millrace.state.freshness;

/**
 * A timestamp on its way through the pipeline.
 *
 * @param moment everything accepted before it has passed the stages that the mark has passed, epoch
 *     milliseconds
 */
record FreshnessMark<W>(long moment, W waitsFor) {}
