package io.millrace.state.freshness;

import io.millrace.state.cluster.Answering;
import jakarta.inject.Singleton;

/** Tells the leader how far the tasks here are. */
@Singleton
record ProgressQuestion(LocalProgress local) implements Answering {
  static final String WHAT = "progress";

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public byte[] answer(byte[] question) {
    return local.look().toBytes();
  }
}
