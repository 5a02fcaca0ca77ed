/** What the package must hold to. */
@NullMarked
package io.millrace.connect.warehouse;

import org.jspecify.annotations.NullMarked;
