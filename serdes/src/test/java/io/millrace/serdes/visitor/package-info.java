/** The claims of this package. */
@NullMarked
package io.millrace.serdes.visitor;

import org.jspecify.annotations.NullMarked;
