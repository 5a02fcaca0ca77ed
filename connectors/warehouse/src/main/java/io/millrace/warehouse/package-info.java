/**
 * The tables of the warehouse: their definitions, their migration, and the configuration of the
 * connector that fills them. Tables of custom rollups are derived from the rollups' definitions.
 */
@NullMarked
package io.millrace.warehouse;

import org.jspecify.annotations.NullMarked;
