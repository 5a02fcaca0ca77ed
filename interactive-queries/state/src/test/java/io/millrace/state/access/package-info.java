/** Tests of {@code io.millrace.state.access}. */
@NullMarked
package io.millrace.state.access;

import org.jspecify.annotations.NullMarked;
