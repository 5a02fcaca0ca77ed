/** Windows of rollups against a naive model. */
@NullMarked
package io.millrace.topologies.rollup;

import org.jspecify.annotations.NullMarked;
