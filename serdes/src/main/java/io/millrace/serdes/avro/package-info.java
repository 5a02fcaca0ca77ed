/**
 * Avro in the single-object encoding: two marker bytes, the schema's 64-bit fingerprint, the
 * record. The schema files are the contract; hand-written codecs follow their field order.
 */
@NullMarked
package io.millrace.serdes.avro;

import org.jspecify.annotations.NullMarked;
