/** The topologies against a naive model, with real serdes and stores. */
@NullMarked
package io.millrace.topologies;

import org.jspecify.annotations.NullMarked;
