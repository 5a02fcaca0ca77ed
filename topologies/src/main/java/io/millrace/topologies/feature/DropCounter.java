package io.millrace.topologies.feature;

/** Counts what does not go on, by tenant and reason. Called on stream threads: must not wait. */
@FunctionalInterface
public interface DropCounter {
  void add(String tenant, String reason);
}
