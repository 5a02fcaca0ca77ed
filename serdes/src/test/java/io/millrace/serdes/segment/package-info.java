/** Tests of the rules of segments. */
@NullMarked
package io.millrace.serdes.segment;

import org.jspecify.annotations.NullMarked;
