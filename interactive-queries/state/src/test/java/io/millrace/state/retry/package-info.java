/** Tests of the pauses before retries. */
@NullMarked
package io.millrace.state.retry;

import org.jspecify.annotations.NullMarked;
