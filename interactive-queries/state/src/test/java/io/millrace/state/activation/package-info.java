/** Tests of {@code io.millrace.state.activation}. */
@NullMarked
package io.millrace.state.activation;

import org.jspecify.annotations.NullMarked;
