/**
 * The transform of the {@code warehouse} connector: a rollup row of Avro becomes the columns of its
 * rollup's table.
 */
@NullMarked
package io.millrace.connect.rollup;

import org.jspecify.annotations.NullMarked;
