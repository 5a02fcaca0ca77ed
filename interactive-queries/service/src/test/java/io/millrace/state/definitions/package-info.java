/** Tests of {@code io.millrace.state.definitions}. */
@NullMarked
package io.millrace.state.definitions;

import org.jspecify.annotations.NullMarked;
