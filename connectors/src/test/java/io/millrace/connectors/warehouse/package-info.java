/** What the package must hold to. */
@NullMarked
package io.millrace.connectors.warehouse;

import org.jspecify.annotations.NullMarked;
