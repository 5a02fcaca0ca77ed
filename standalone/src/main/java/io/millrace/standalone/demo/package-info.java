/**
 * The demo: a simulated shop whose every event is known in advance, so that the product's numbers
 * can be compared with a ledger.
 *
 * <p>{@link io.millrace.standalone.demo.Shop} makes the events from a seed and a start time only,
 * so that two runs send the same. {@link io.millrace.standalone.demo.Traffic} sends them on time,
 * {@link io.millrace.standalone.demo.Ledger} records what was acknowledged, and {@link
 * io.millrace.standalone.demo.DemoAudit} compares.
 */
@NullMarked
package io.millrace.standalone.demo;

import org.jspecify.annotations.NullMarked;
