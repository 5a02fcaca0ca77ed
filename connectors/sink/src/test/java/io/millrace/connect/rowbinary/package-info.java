/** What the package must hold to. */
@NullMarked
package io.millrace.connect.rowbinary;

import org.jspecify.annotations.NullMarked;
