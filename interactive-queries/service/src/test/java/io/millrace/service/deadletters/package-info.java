/** Tests of {@code io.millrace.service.deadletters}. */
@NullMarked
package io.millrace.service.deadletters;

import org.jspecify.annotations.NullMarked;
