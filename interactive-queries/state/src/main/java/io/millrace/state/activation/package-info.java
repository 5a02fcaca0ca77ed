/**
 * Acknowledged activation: a definition that counts from a timestamp on is in force once every task
 * of every instance has said, before that timestamp, that it knows the definition. Until then, and
 * where an instance lags, nothing that was counted for it is read.
 */
@NullMarked
package io.millrace.state.activation;

import org.jspecify.annotations.NullMarked;
