/** Tests of {@code io.millrace.state.problem}. */
@NullMarked
package io.millrace.state.problem;

import org.jspecify.annotations.NullMarked;
