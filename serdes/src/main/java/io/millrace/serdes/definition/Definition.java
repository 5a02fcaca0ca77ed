package io.millrace.serdes.definition;

/**
 * One version of one thing that operators and tenants define.
 *
 * @param name unique within kind and tenant
 * @param updatedAt epoch milliseconds
 * @param body JSON, by kind
 */
public record Definition(
    Kind kind, String tenant, String name, long version, long updatedAt, String body) {

  /** The kinds of definitions. */
  public enum Kind {
    TENANT("tenant"),
    API_KEY("api-key"),
    ROLLUP("rollup"),
    SEGMENT("segment"),
    CONNECTOR("connector"),
    WEBHOOK("webhook"),
    ERASURE("erasure"),
    CLUSTER("cluster"),
    LAYOUT("layout");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String wireName() {
      return word;
    }

    public static Kind parse(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("a definition's kind must be known, but was " + word);
    }
  }

  public DefinitionKey key() {
    return new DefinitionKey(kind, tenant, name);
  }
}
