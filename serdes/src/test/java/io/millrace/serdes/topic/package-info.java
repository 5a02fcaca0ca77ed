/** Tests of the catalogue. */
@NullMarked
package io.millrace.serdes.topic;

import org.jspecify.annotations.NullMarked;
