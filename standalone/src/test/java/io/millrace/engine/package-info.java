/**
 * The contract of a ClickHouse as Millrace's clients know it: the classes named {@code
 * *ContractTest} pass against the embedded one and, with {@code
 * -Dmillrace.test.clickhouse.url=http://...}, against a real server. The others are about what only
 * the embedded one has: its process and its walls.
 */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
