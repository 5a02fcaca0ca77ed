/**
 * One question, answered from live state and history together.
 *
 * <p>A {@code GatewayRequest} (JSON, doubted) becomes a {@code Query} (typed, trusted). The {@code
 * Planner} cuts its range so that each moment is taken from exactly one source at exactly one
 * grain. Each source yields groups of mergeable states, which {@code MergedGroups} merges and
 * orders; only then a state becomes a number. So a distinct count over live state and history
 * together is that of the union, never a sum. SQL is made from the typed query only; see {@code
 * QuerySql}.
 */
@NullMarked
package io.millrace.query.plan;

import org.jspecify.annotations.NullMarked;
