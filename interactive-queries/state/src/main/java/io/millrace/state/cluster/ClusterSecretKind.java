package io.millrace.state.cluster;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKind;
import java.util.Base64;
import java.util.Optional;

/** The secret that the instances of a cluster share; the body is its bytes in Base64. */
public final class ClusterSecretKind implements DefinitionKind<byte[]> {
  /** The kind; it has no state. */
  public static final ClusterSecretKind INSTANCE = new ClusterSecretKind();

  private ClusterSecretKind() {}

  @Override
  public String wireName() {
    return "cluster";
  }

  @Override
  public Optional<byte[]> parse(Definition definition) {
    return Optional.of(Base64.getDecoder().decode(definition.body()));
  }

  @Override
  public String print(byte[] secret) {
    return Base64.getEncoder().encodeToString(secret);
  }

  @Override
  public String redact(Definition definition) {
    return "{\"secret\":\"***\"}";
  }
}
