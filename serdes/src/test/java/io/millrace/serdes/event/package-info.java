/** The claims of this package. */
@NullMarked
package io.millrace.serdes.event;

import org.jspecify.annotations.NullMarked;
