/** Keys and callers. */
@NullMarked
package io.millrace.interactivequeries.access;

import org.jspecify.annotations.NullMarked;
