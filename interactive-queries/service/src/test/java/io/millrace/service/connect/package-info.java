/** Tests of {@code io.millrace.service.connect}. */
@NullMarked
package io.millrace.service.connect;

import org.jspecify.annotations.NullMarked;
