/** The sink against the real engine. */
@NullMarked
package io.millrace.standalone.sink;

import org.jspecify.annotations.NullMarked;
