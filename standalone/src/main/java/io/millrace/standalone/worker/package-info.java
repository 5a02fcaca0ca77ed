/** The embedded Kafka Connect worker. */
@NullMarked
package io.millrace.standalone.worker;

import org.jspecify.annotations.NullMarked;
