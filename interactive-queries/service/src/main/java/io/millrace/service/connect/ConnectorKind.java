package io.millrace.service.connect;

import io.millrace.serdes.definition.Definition;
import io.millrace.serdes.definition.DefinitionCeilings;
import io.millrace.serdes.definition.DefinitionKind;
import io.millrace.serdes.definition.InvalidDefinition;
import java.util.Optional;

/** Connectors of Kafka Connect; {@link DesiredConnector} is the body. */
public final class ConnectorKind implements DefinitionKind<DesiredConnector> {
  /** The kind; it has no state. */
  public static final ConnectorKind INSTANCE = new ConnectorKind();

  private static final int MAX_CONNECTORS = 100;

  private ConnectorKind() {}

  @Override
  public String wireName() {
    return "connector";
  }

  @Override
  public Optional<DesiredConnector> parse(Definition definition) throws InvalidDefinition {
    try {
      return DesiredConnector.of(definition);
    } catch (RuntimeException e) {
      throw new InvalidDefinition("the body", "must be a connector's: " + e.getMessage());
    }
  }

  @Override
  public String print(DesiredConnector connector) {
    return connector.toJson();
  }

  /** A secret stands in a configuration as a reference only; literals are refused. */
  @Override
  public String redact(Definition definition) {
    return definition.body();
  }

  @Override
  public DefinitionCeilings ceilings() {
    return DefinitionCeilings.overall(MAX_CONNECTORS);
  }

  @Override
  public Optional<String> collection() {
    return Optional.of("connectors");
  }
}
