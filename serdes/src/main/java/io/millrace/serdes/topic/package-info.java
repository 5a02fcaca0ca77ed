/** The catalogue of topic, store and header names; they are defined here only. */
@NullMarked
package io.millrace.serdes.topic;

import org.jspecify.annotations.NullMarked;
