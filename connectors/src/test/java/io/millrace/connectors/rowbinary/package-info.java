/** What the package must hold to. */
@NullMarked
package io.millrace.connectors.rowbinary;

import org.jspecify.annotations.NullMarked;
