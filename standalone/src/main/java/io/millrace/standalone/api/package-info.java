/** Millrace's own HTTP API, as the commands of the command line use it: any client could. */
@NullMarked
package io.millrace.standalone.api;

import org.jspecify.annotations.NullMarked;
