/** The event: what a visitor did, as every part of Millrace sees it, and its Avro bytes. */
@NullMarked
package io.millrace.serdes.event;

import org.jspecify.annotations.NullMarked;
