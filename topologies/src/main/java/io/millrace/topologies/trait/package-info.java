/** The trait stage: what an {@code identify} event says of a visitor. */
@NullMarked
package io.millrace.topologies.trait;

import org.jspecify.annotations.NullMarked;
