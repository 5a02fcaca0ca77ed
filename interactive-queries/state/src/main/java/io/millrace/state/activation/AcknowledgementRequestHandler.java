package io.millrace.state.activation;

import io.millrace.state.cluster.PeerRequestHandler;
import jakarta.inject.Singleton;

/** Tells the leader which definitions the tasks here know. */
@Singleton
record AcknowledgementRequestHandler(LocalAcknowledgements local) implements PeerRequestHandler {
  static final String TYPE = "acknowledgements";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public byte[] handle(byte[] question) {
    return AcknowledgementBytes.answer(local.read(AcknowledgementBytes.request(question)));
  }
}
