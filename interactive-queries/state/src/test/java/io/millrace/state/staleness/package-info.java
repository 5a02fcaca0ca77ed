/** Tests of {@code io.millrace.state.staleness}. */
@NullMarked
package io.millrace.state.staleness;

import org.jspecify.annotations.NullMarked;
