/** Tests of {@code io.millrace.service.visitors}. */
@NullMarked
package io.millrace.service.visitors;

import org.jspecify.annotations.NullMarked;
