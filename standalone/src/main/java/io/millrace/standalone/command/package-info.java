/** The command line: one class per command, with its options and little else. */
@NullMarked
package io.millrace.standalone.command;

import org.jspecify.annotations.NullMarked;
