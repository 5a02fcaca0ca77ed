/** The command line: one class for each command, each saying its options and doing little else. */
@NullMarked
package io.millrace.standalone.command;

import org.jspecify.annotations.NullMarked;
