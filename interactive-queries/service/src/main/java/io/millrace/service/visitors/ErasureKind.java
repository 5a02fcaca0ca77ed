package io.millrace.service.visitors;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKind;
import java.util.Optional;

/** Erasures of visitors, whose names are hashes; {@link Erasure} is the body. */
public final class ErasureKind implements DefinitionKind<Erasure> {
  /** The kind; it has no state. */
  public static final ErasureKind INSTANCE = new ErasureKind();

  private ErasureKind() {}

  @Override
  public String wireName() {
    return "erasure";
  }

  @Override
  public Optional<Erasure> parse(Definition definition) {
    return Optional.of(Erasure.fromJson(definition.body()));
  }

  @Override
  public String print(Erasure erasure) {
    return erasure.toJson();
  }

  @Override
  public String redact(Definition definition) {
    return definition.body();
  }

  @Override
  public String displayName(Definition definition) {
    return DefinitionKind.startOfHash(definition.name());
  }
}
