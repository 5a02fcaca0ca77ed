/** What a read over HTTP costs, beside the least that the same server could do for it. */
@NullMarked
package io.millrace.benchmarks.reads;

import org.jspecify.annotations.NullMarked;
