/** Tests of {@code io.millrace.service.http}. */
@NullMarked
package io.millrace.service.http;

import org.jspecify.annotations.NullMarked;
