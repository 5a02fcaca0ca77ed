/**
 * Queries over live state and history together.
 *
 * <p>A {@code QueryRequest} (JSON, untrusted) becomes a {@code Query} (typed, validated). The
 * {@code Planner} cuts its range so that each time is read from exactly one source at exactly one
 * grain. Each source returns groups of mergeable states, which {@code MergedGroups} merges and
 * orders; only then a state becomes a number. So a distinct count over live state and history
 * together is that of the union, never a sum. SQL is built from the typed query only; see {@code
 * QuerySql}.
 */
@NullMarked
package io.millrace.query.plan;

import org.jspecify.annotations.NullMarked;
