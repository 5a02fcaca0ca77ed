/** Failures a caller can meet, as values: what is wrong, what is allowed and what was received. */
@NullMarked
package io.millrace.state.problem;

import org.jspecify.annotations.NullMarked;
