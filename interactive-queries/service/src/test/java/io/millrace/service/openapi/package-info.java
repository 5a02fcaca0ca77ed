/** Tests of {@code io.millrace.service.openapi}. */
@NullMarked
package io.millrace.service.openapi;

import org.jspecify.annotations.NullMarked;
