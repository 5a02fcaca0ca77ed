/** Tests of the segments. */
@NullMarked
package io.millrace.interactivequeries.segments;

import org.jspecify.annotations.NullMarked;
