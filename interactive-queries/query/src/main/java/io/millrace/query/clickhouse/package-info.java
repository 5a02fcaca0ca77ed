/**
 * The service's ClickHouse client: one long-lived client, read-only statements with bound
 * parameters and limits, and failures as values. It connects on first use, so a ClickHouse that is
 * down does not delay a start.
 */
@NullMarked
package io.millrace.query.clickhouse;

import org.jspecify.annotations.NullMarked;
