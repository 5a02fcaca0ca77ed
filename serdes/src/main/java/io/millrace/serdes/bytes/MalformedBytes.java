package io.millrace.serdes.bytes;

import org.apache.kafka.common.errors.SerializationException;

/** Bytes that are not in the format they should be in. */
public final class MalformedBytes extends SerializationException {
  public MalformedBytes(String message) {
    super(message);
  }

  public MalformedBytes(String message, Throwable cause) {
    super(message, cause);
  }
}
