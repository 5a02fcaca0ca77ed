/** Tests of {@code io.millrace.state.takeover}. */
@NullMarked
package io.millrace.state.takeover;

import org.jspecify.annotations.NullMarked;
