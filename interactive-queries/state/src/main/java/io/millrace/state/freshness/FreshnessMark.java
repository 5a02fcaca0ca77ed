package io.millrace.state.freshness;

/**
 * A moment on its way through the pipeline.
 *
 * @param moment all that was accepted before it is behind the stages that the mark has passed
 */
record FreshnessMark<W>(long moment, W waitsFor) {}
