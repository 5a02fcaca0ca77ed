/**
 * Avro single objects as Connect data. Each known schema is compiled once into a tree of readers
 * that goes from bytes to {@code Struct} without a generic record in between.
 */
@NullMarked
package io.millrace.connect.avro;

import org.jspecify.annotations.NullMarked;
