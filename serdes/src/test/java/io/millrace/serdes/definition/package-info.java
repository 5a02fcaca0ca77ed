/** The claims of this package. */
@NullMarked
package io.millrace.serdes.definition;

import org.jspecify.annotations.NullMarked;
