package io.millrace.state.layout;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionKey;
import io.millrace.serdes.definition.DefinitionKind;
import java.util.Optional;

/**
 * The layout, under one name, with {@link ScalingDefinition} as the body; and under other names
 * what each instance has said of a move, which is no layout.
 */
public final class LayoutKind implements DefinitionKind<ScalingDefinition> {
  /** The kind; it has no state. */
  public static final LayoutKind INSTANCE = new LayoutKind();

  /** Where the layout is written. */
  static final String CURRENT = "current";

  private LayoutKind() {}

  @Override
  public String wireName() {
    return "layout";
  }

  @Override
  public Optional<ScalingDefinition> parse(Definition definition) {
    return definition.name().equals(CURRENT)
        ? Optional.of(ScalingDefinition.fromJson(definition.body()))
        : Optional.empty();
  }

  @Override
  public String print(ScalingDefinition scaling) {
    return scaling.toJson();
  }

  @Override
  public String redact(Definition definition) {
    return definition.body();
  }

  /** The key of a definition, which belongs to no tenant. */
  public DefinitionKey key(String name) {
    return key(DefinitionKey.ANY_TENANT, name);
  }
}
