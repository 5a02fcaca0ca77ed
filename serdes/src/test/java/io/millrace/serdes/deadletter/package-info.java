/** The claims of this package. */
@NullMarked
package io.millrace.serdes.deadletter;

import org.jspecify.annotations.NullMarked;
