package io.millrace.serdes.event;

/**
 * The campaign that the visit came from, in the terms of the UTM parameters; {@code ""} if unknown.
 */
public record Campaign(String name, String source, String medium, String term, String content) {
  public static final Campaign NONE = new Campaign("", "", "", "", "");
}
