/**
 * How state follows its keys to other partitions: for each store, where a record of its changelog
 * goes when the partition count changes.
 */
@NullMarked
package io.millrace.topologies.scale;

import org.jspecify.annotations.NullMarked;
