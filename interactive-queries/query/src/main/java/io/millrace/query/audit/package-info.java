/**
 * The drift auditor: compares what the store, the rollup tables and the raw events say of closed
 * windows, all the time and on demand.
 */
@NullMarked
package io.millrace.query.audit;

import org.jspecify.annotations.NullMarked;
