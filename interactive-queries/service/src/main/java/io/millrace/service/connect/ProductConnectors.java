package io.millrace.service.connect;

import io.millrace.state.definitions.DefinitionLog;
import jakarta.inject.Singleton;
import java.util.Map;

/** The product's own connectors. */
@Singleton
public final class ProductConnectors {
  private final ConnectorEditor editor;
  private final DefinitionLog log;
  private final RetryStates retryStates;

  ProductConnectors(ConnectorEditor editor, DefinitionLog log, RetryStates retryStates) {
    this.editor = editor;
    this.log = log;
    this.retryStates = retryStates;
  }

  /**
   * Defines a connector of the product; an equal definition is unchanged, even if the operator has
   * paused it. Throws a {@code FailureException} if Kafka rejects the write.
   *
   * @param config its secrets must be references, as definitions can be read
   */
  public void define(String name, Map<String, String> config) throws InterruptedException {
    log.awaitLoaded();
    editor.putProductConnector(name, config);
  }

  /** Waits until the connector and its tasks run. */
  public void awaitRunning(String name) throws InterruptedException {
    retryStates.awaitRunning(name);
  }
}
