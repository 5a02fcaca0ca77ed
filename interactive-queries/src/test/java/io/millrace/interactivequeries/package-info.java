/** The service against a real broker and over real HTTP. */
@NullMarked
package io.millrace.interactivequeries;

import org.jspecify.annotations.NullMarked;
