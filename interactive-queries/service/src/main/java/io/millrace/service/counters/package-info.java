/** What happened to the events of each tenant, by reason: nothing is dropped without a count. */
@NullMarked
package io.millrace.service.counters;

import org.jspecify.annotations.NullMarked;
