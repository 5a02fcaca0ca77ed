package io.millrace.serdes.event;

/** What the event was sent from; {@code ""} where not said. */
public record Device(String type, String os, String browser, String userAgent) {
  public static final Device NONE = new Device("", "", "", "");
}
