/** Tests of what is asked of Kafka. */
@NullMarked
package io.millrace.interactivequeries.kafka;

import org.jspecify.annotations.NullMarked;
