/**
 * The freshness of each source.
 *
 * <p>{@code FreshnessTracker} follows marks through the pipeline: a mark is a timestamp and the end
 * offsets of the topics at it; when a stage has passed the ends, everything accepted before the
 * timestamp has passed that stage, and the ends of the next topics are read. {@code
 * PipelineOffsets} is its interface to Kafka, which tests replace.
 */
@NullMarked
package io.millrace.state.freshness;

import org.jspecify.annotations.NullMarked;
