/** Which events a definition means, and which of their values: fields, and filters over them. */
@NullMarked
package io.millrace.serdes.filter;

import org.jspecify.annotations.NullMarked;
