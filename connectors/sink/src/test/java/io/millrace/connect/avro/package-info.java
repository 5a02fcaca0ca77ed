/** What the converter must hold to. */
@NullMarked
package io.millrace.connect.avro;

import org.jspecify.annotations.NullMarked;
