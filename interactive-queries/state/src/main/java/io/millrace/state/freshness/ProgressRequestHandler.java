package io.millrace.state.freshness;

import io.millrace.state.cluster.PeerRequestHandler;
import jakarta.inject.Singleton;

/** Returns the progress of the local tasks to the leader. */
@Singleton
record ProgressRequestHandler(LocalProgress local) implements PeerRequestHandler {
  static final String WHAT = "progress";

  @Override
  public String type() {
    return WHAT;
  }

  @Override
  public byte[] handle(byte[] request) {
    return local.read().toBytes();
  }
}
