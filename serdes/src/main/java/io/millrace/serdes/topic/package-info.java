/** The catalogue: every topic, store and header name is written here and nowhere else. */
@NullMarked
package io.millrace.serdes.topic;

import org.jspecify.annotations.NullMarked;
