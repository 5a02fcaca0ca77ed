/**
 * Which generation of partitioned inputs and of state is in force.
 *
 * <p>The partition count of a topology with state cannot change in place, so a product moves: from
 * the topics and the Kafka Streams application of one layout to those of the next. The layout and
 * how far a move is are one definition, which every instance follows.
 */
@NullMarked
package io.millrace.state.layout;

import org.jspecify.annotations.NullMarked;
