/** The exception of commands: its message is for the operator, its code for the shell. */
@NullMarked
package io.millrace.standalone.failure;

import org.jspecify.annotations.NullMarked;
