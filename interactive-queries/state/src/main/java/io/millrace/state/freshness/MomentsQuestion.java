package io.millrace.state.freshness;

import io.micronaut.context.BeanProvider;
import io.millrace.state.cluster.Answering;
import jakarta.inject.Singleton;

/** Tells other instances what the leader knows. */
@Singleton
record MomentsQuestion(BeanProvider<FreshnessWatch> watch) implements Answering {
  static final String WHAT = "freshness";

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public byte[] answer(byte[] question) {
    return watch.get().moments().toBytes();
  }
}
