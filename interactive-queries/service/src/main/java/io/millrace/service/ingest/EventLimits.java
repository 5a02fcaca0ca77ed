package io.millrace.service.ingest;

/** The limits of an event. */
final class EventLimits {
  static final int MAX_EVENT_BYTES = 64 * 1024;

  /** After flattening. */
  static final int MAX_PROPERTIES = 256;

  static final int MAX_ID_CHARS = 256;
  static final int MAX_NAME_CHARS = 256;

  /** For a property's path. */
  static final int MAX_PATH_CHARS = 512;

  /** Levels of objects and lists in a body. */
  static final int MAX_NESTING = 32;

  /** For the text of a number: no double or amount needs more. */
  static final int MAX_NUMBER_CHARS = 100;

  private EventLimits() {}
}
