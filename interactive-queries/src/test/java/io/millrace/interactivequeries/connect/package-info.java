/** Tests of connect management that need no Connect. */
@NullMarked
package io.millrace.interactivequeries.connect;

import org.jspecify.annotations.NullMarked;
