/** Tests of {@code io.millrace.state.reads}. */
@NullMarked
package io.millrace.state.reads;

import org.jspecify.annotations.NullMarked;
