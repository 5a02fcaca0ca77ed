/** The event: an action of a visitor, as every part of Millrace sees it, and its Avro bytes. */
@NullMarked
package io.millrace.serdes.event;

import org.jspecify.annotations.NullMarked;
