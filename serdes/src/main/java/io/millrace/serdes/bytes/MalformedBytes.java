package io.millrace.serdes.bytes;

import org.apache.kafka.common.errors.SerializationException;

/** Thrown for bytes that are not in the expected format. */
public final class MalformedBytes extends SerializationException {
  public MalformedBytes(String message) {
    super(message);
  }

  public MalformedBytes(String message, Throwable cause) {
    super(message, cause);
  }
}
