/**
 * The directory of everything an installation keeps: data, ports, keys, logs.
 *
 * <p>Whatever must be the same after a restart is a file here, so that the parts can start in one
 * process or in several, and after any crash, from the directory alone.
 */
@NullMarked
package io.millrace.standalone.home;

import org.jspecify.annotations.NullMarked;
