/** The claims of this package. */
@NullMarked
package io.millrace.serdes.rollup;

import org.jspecify.annotations.NullMarked;
