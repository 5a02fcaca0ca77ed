package io.millrace.state.layout;

/** What the host of the topology is to do. */
public interface HostPlan {
  /** The layout whose application runs, or is to run. */
  PartitionLayout running();

  /** Whether the running application is to stand still, and none to be started. */
  boolean paused();

  /** One layout for good. */
  static HostPlan of(PartitionLayout layout) {
    return new HostPlan() {
      @Override
      public PartitionLayout running() {
        return layout;
      }

      @Override
      public boolean paused() {
        return false;
      }
    };
  }
}
