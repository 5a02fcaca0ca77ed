/** Tests of {@code io.millrace.engine}. */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
