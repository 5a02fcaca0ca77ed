/** The cost of a read over HTTP, compared with the minimum of the same server. */
@NullMarked
package io.millrace.benchmarks.reads;

import org.jspecify.annotations.NullMarked;
