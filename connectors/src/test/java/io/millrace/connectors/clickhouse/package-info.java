/** What the package must hold to. */
@NullMarked
package io.millrace.connectors.clickhouse;

import org.jspecify.annotations.NullMarked;
