/** Fields of events and filters over them, as definitions use them. */
@NullMarked
package io.millrace.serdes.filter;

import org.jspecify.annotations.NullMarked;
