/** What was refused, with its reason: nothing vanishes silently. */
@NullMarked
package io.millrace.serdes.quarantine;

import org.jspecify.annotations.NullMarked;
