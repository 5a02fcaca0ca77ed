/**
 * The primitives of our private formats: varints, length-prefixed UTF-8 and hashes. What is private
 * to Millrace (stores, changelogs, repartition topics) is written with them and starts with a
 * version byte; what is public is Avro.
 */
@NullMarked
package io.millrace.serdes.bytes;

import org.jspecify.annotations.NullMarked;
