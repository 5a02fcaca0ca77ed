/** Tests of {@code io.millrace.connect.rollup}. */
@NullMarked
package io.millrace.connect.rollup;

import org.jspecify.annotations.NullMarked;
