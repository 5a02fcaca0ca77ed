package io.millrace.serdes.event;

/** Where the visit came from, in the words of the UTM parameters; {@code ""} where not said. */
public record Campaign(String name, String source, String medium, String term, String content) {
  public static final Campaign NONE = new Campaign("", "", "", "", "");
}
