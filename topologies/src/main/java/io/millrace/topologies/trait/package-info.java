/** The trait stage: the traits that {@code identify} events set on a visitor. */
@NullMarked
package io.millrace.topologies.trait;

import org.jspecify.annotations.NullMarked;
