/**
 * How far everything is.
 *
 * <p>{@code FreshnessTracker} follows marks through the pipeline: a mark is a moment and the ends
 * of the topics at it; when a stage has passed the ends, all that was accepted before the moment is
 * behind that stage, and the ends of the next topics are taken. {@code PipelineOffsets} is the
 * world it looks at, which tests replace.
 */
@NullMarked
package io.millrace.state.freshness;

import org.jspecify.annotations.NullMarked;
