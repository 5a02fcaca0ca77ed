package io.millrace.state.freshness;

import io.millrace.state.cluster.PeerRequestHandler;
import jakarta.inject.Singleton;

/** Tells the leader how far the tasks here are. */
@Singleton
record ProgressRequestHandler(LocalProgress local) implements PeerRequestHandler {
  static final String WHAT = "progress";

  @Override
  public String type() {
    return WHAT;
  }

  @Override
  public byte[] handle(byte[] question) {
    return local.read().toBytes();
  }
}
