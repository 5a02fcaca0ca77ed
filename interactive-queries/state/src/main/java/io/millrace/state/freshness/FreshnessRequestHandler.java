package io.millrace.state.freshness;

import io.micronaut.context.BeanProvider;
import io.millrace.state.cluster.PeerRequestHandler;
import jakarta.inject.Singleton;

/** Returns the leader's timestamps to other instances. */
@Singleton
record FreshnessRequestHandler(BeanProvider<FreshnessWatch> watch) implements PeerRequestHandler {
  static final String WHAT = "freshness";

  @Override
  public String type() {
    return WHAT;
  }

  @Override
  public byte[] handle(byte[] request) {
    return watch.get().timestamps().toBytes();
  }
}
