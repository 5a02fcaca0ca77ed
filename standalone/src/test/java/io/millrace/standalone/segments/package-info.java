/** Tests of segments with a real ClickHouse. */
@NullMarked
package io.millrace.standalone.segments;

import org.jspecify.annotations.NullMarked;
