/**
 * How the service asks ClickHouse: one long-lived client, read-only statements with bound
 * parameters and ceilings, and failures as values. It connects when first asked, so a ClickHouse
 * that is down delays no start.
 */
@NullMarked
package io.millrace.query.clickhouse;

import org.jspecify.annotations.NullMarked;
