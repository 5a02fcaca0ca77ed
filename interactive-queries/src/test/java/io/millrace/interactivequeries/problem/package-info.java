/** Failures and their words. */
@NullMarked
package io.millrace.interactivequeries.problem;

import org.jspecify.annotations.NullMarked;
