/**
 * ClickHouse's RowBinary format, written from Connect values: column types as ClickHouse spells
 * them, each with what it takes and how its bytes look (ClickHouse documentation, "RowBinary").
 */
@NullMarked
package io.millrace.connect.rowbinary;

import org.jspecify.annotations.NullMarked;
