/** Tests of {@code io.millrace.state.streams}. */
@NullMarked
package io.millrace.state.streams;

import org.jspecify.annotations.NullMarked;
