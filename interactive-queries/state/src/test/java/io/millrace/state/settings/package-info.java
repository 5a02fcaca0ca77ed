/** Tests of {@code io.millrace.state.settings}. */
@NullMarked
package io.millrace.state.settings;

import org.jspecify.annotations.NullMarked;
