/** Tests of {@code io.millrace.topologies.segment.rule}. */
@NullMarked
package io.millrace.topologies.segment.rule;

import org.jspecify.annotations.NullMarked;
