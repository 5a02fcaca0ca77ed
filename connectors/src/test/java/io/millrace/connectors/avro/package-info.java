/** What the converter must hold to. */
@NullMarked
package io.millrace.connectors.avro;

import org.jspecify.annotations.NullMarked;
