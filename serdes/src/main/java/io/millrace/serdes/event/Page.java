package io.millrace.serdes.event;

/** The page an event happened on; {@code ""} where the client did not say. */
public record Page(String url, String path, String title) {
  public static final Page NONE = new Page("", "", "");
}
