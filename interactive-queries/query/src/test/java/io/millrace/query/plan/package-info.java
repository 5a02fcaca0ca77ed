/** Tests of {@code io.millrace.query.plan}. */
@NullMarked
package io.millrace.query.plan;

import org.jspecify.annotations.NullMarked;
