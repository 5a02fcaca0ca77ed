/** The claims of this package. */
@NullMarked
package io.millrace.serdes.avro;

import org.jspecify.annotations.NullMarked;
