/** Tests of {@code io.millrace.service.queries}. */
@NullMarked
package io.millrace.service.queries;

import org.jspecify.annotations.NullMarked;
