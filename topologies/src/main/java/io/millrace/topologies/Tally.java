package io.millrace.topologies;

/** Counts what does not go on, by tenant and reason. Called on stream threads: must not wait. */
@FunctionalInterface
public interface Tally {
  void add(String tenant, String reason);
}
