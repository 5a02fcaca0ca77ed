/** Tests of {@code io.millrace.service.segments}. */
@NullMarked
package io.millrace.service.segments;

import org.jspecify.annotations.NullMarked;
