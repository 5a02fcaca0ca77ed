/**
 * The tables of the warehouse: what is in them, how they come to be and migrate forward, and the
 * connector configuration that fills them. Rollup tables come from the rollups' definitions.
 */
@NullMarked
package io.millrace.warehouse;

import org.jspecify.annotations.NullMarked;
