package io.millrace.service.connect;

import io.millrace.state.definitions.DefinitionLog;
import jakarta.inject.Singleton;
import java.util.Map;

/** The connectors that the product brings along. */
@Singleton
public final class ProductConnectors {
  private final ConnectorEditor editor;
  private final DefinitionLog log;
  private final RetryStates spells;

  ProductConnectors(ConnectorEditor editor, DefinitionLog log, RetryStates spells) {
    this.editor = editor;
    this.log = log;
    this.spells = spells;
  }

  /**
   * Defines a connector that is the product's own; where it is so defined already, nothing changes,
   * also not that the operator paused it. Throws a {@code FailureException} where Kafka does not
   * take it.
   *
   * @param config its secrets must be references, as what is defined can be read
   */
  public void define(String name, Map<String, String> config) throws InterruptedException {
    log.awaitLoaded();
    editor.putProductConnector(name, config);
  }

  /** Waits until the connector and its tasks run. */
  public void awaitRunning(String name) throws InterruptedException {
    spells.awaitRunning(name);
  }
}
