package io.millrace.state.freshness;

import io.micronaut.context.BeanProvider;
import io.millrace.state.cluster.PeerRequestHandler;
import jakarta.inject.Singleton;

/** Tells other instances what the leader knows. */
@Singleton
record FreshnessRequestHandler(BeanProvider<FreshnessWatch> watch) implements PeerRequestHandler {
  static final String WHAT = "freshness";

  @Override
  public String type() {
    return WHAT;
  }

  @Override
  public byte[] handle(byte[] question) {
    return watch.get().timestamps().toBytes();
  }
}
