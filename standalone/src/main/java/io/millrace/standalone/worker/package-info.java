/** The embedded Kafka Connect worker, and what we ask of any worker's REST API. */
@NullMarked
package io.millrace.standalone.worker;

import org.jspecify.annotations.NullMarked;
