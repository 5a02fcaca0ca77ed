/**
 * The embedded ClickHouse: the real engine (libchdb) behind ClickHouse's own HTTP interface, in a
 * process of its own.
 *
 * <p>The engine is native code, so a crash in it takes its process along, its memory is outside
 * every Java limit, and one process can open one data directory. Hence three layers that meet only
 * at process borders:
 *
 * <ul>
 *   <li>{@link io.millrace.engine.ClickHouseProcess} runs in the product: it starts the child
 *       process, waits for it, starts it again on the same port when it dies.
 *   <li>{@link io.millrace.engine.ClickHouseServer} is the child: {@code Gateway} speaks HTTP,
 *       {@code Engine} leases connections, each to one query at a time.
 *   <li>{@code ChdbLibrary} is the one class that knows native memory.
 * </ul>
 *
 * <p>The rest of Millrace knows a ClickHouse URL and nothing of this package, which is why a real
 * server can take its place. The gateway refuses what it cannot do as a real server would, and what
 * would reach a file, another host or a program of this machine.
 */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
