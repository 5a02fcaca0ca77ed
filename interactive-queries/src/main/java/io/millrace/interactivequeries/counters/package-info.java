/** What happened to the events of each tenant, by reason: nothing is dropped without a count. */
@NullMarked
package io.millrace.interactivequeries.counters;

import org.jspecify.annotations.NullMarked;
