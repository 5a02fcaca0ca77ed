package io.millrace.serdes.event;

/** The device that the event was sent from; {@code ""} if unknown. */
public record Device(String type, String os, String browser, String userAgent) {
  public static final Device NONE = new Device("", "", "", "");
}
