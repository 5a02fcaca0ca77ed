/**
 * The demo: a simulated shop whose every event is known beforehand, so that the product's numbers
 * can be held against a ledger.
 *
 * <p>{@link io.millrace.standalone.demo.Shop} makes the events: from a seed and a starting moment,
 * nothing else, so that two runs send the same. {@link io.millrace.standalone.demo.Traffic} sends
 * them on time, {@link io.millrace.standalone.demo.Ledger} keeps what was acknowledged, and {@link
 * io.millrace.standalone.demo.DemoAudit} compares.
 */
@NullMarked
package io.millrace.standalone.demo;

import org.jspecify.annotations.NullMarked;
