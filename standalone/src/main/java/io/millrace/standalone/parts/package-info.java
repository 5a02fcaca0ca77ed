/**
 * The parts of an installation and how they start.
 *
 * <p>A part knows the others by their addresses only, which {@link
 * io.millrace.standalone.parts.InstallationLayout} derives from the home directory: so one process
 * may run all of them, or each may have its own, with the same code.
 */
@NullMarked
package io.millrace.standalone.parts;

import org.jspecify.annotations.NullMarked;
