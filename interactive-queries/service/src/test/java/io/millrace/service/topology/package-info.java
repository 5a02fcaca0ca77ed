/** Tests of {@code io.millrace.service.topology}. */
@NullMarked
package io.millrace.service.topology;

import org.jspecify.annotations.NullMarked;
