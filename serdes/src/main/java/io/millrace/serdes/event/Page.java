package io.millrace.serdes.event;

/** The page on which an event happened; {@code ""} if the client did not send it. */
public record Page(String url, String path, String title) {
  public static final Page NONE = new Page("", "", "");
}
