package io.millrace.interactivequeries.ingest;

import java.time.Duration;

/** The ceilings of an event. */
public final class Limits {
  static final int MAX_EVENT_BYTES = 64 * 1024;

  /** After flattening. */
  static final int MAX_PROPERTIES = 256;

  static final int MAX_ID_CHARS = 256;
  static final int MAX_NAME_CHARS = 256;

  /** Of a property's name with its path. */
  static final int MAX_PATH_CHARS = 512;

  /** Levels of objects and lists in a body. */
  static final int MAX_NESTING = 32;

  /** Of the text of a number: no double or amount needs more. */
  static final int MAX_NUMBER_CHARS = 100;

  /** How old a live event may be. */
  static final Duration MAX_AGE = Duration.ofDays(30);

  /** How far ahead of our clock an event may be. */
  public static final Duration MAX_AHEAD = Duration.ofHours(1);

  private Limits() {}
}
