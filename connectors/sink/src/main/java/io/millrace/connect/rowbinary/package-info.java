/**
 * ClickHouse's RowBinary format, written from Connect values: column types as ClickHouse spells
 * them, the values that each accepts and their bytes (ClickHouse documentation, "RowBinary").
 */
@NullMarked
package io.millrace.connect.rowbinary;

import org.jspecify.annotations.NullMarked;
