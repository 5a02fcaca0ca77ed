package io.millrace.serdes.definition;

/**
 * One version of a definition by an operator or a tenant.
 *
 * @param kind the name of its {@link DefinitionKind}; of a later version it may be unknown
 * @param name unique within kind and tenant
 * @param updatedAt epoch milliseconds
 * @param body JSON, by kind
 */
public record Definition(
    String kind, String tenant, String name, long version, long updatedAt, String body) {

  /** The key of the record. */
  public DefinitionKey key() {
    return new DefinitionKey(kind, tenant, name);
  }
}
