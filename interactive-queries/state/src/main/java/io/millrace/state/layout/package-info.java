/**
 * The current generation of partitioned inputs and of state.
 *
 * <p>The partition count of a topology with state cannot change in place, so a product moves: from
 * the topics and the Kafka Streams application of one layout to those of the next. The layout and
 * the progress of a move are one definition, which every instance follows.
 */
@NullMarked
package io.millrace.state.layout;

import org.jspecify.annotations.NullMarked;
