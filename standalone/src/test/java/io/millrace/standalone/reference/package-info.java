/**
 * The pages of {@code docs/reference}, made from the code: tests compare the files with what these
 * classes return, and write them where {@code -Dmillrace.reference.write=true} is given.
 */
@NullMarked
package io.millrace.standalone.reference;

import org.jspecify.annotations.NullMarked;
