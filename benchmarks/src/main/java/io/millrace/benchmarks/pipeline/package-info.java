/**
 * The throughput of the Streams pipeline: a broker in a process of its own, preloaded events, then
 * the topology with the product's settings until all of them are processed.
 */
@NullMarked
package io.millrace.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
