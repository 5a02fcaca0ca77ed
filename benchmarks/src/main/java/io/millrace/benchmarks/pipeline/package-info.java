/**
 * How many events per second the Streams pipeline takes: a broker in a process of its own, events
 * written ahead, then the topology with the product's settings until all of them are processed.
 */
@NullMarked
package io.millrace.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
