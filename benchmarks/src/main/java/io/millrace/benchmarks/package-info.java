/** Measures a running product over its public interfaces, as any client would. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
