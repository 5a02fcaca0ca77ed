/** Tests of {@code io.millrace.state.freshness}. */
@NullMarked
package io.millrace.state.freshness;

import org.jspecify.annotations.NullMarked;
