/** Queries against the real engine, compared with a naive model. */
@NullMarked
package io.millrace.standalone.query;

import org.jspecify.annotations.NullMarked;
