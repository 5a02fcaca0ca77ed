/** Tests of files of definitions. */
@NullMarked
package io.millrace.standalone.definitions;

import org.jspecify.annotations.NullMarked;
