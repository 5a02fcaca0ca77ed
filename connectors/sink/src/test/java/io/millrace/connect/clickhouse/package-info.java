/** What the package must hold to. */
@NullMarked
package io.millrace.connect.clickhouse;

import org.jspecify.annotations.NullMarked;
