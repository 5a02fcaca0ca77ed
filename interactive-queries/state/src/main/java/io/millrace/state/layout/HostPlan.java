package io.millrace.state.layout;

/** The desired state of the topology's host. */
public interface HostPlan {
  /** The layout whose application runs, or must run. */
  PartitionLayout running();

  /** Whether the running application must pause, and none may be started. */
  boolean paused();

  /** A constant layout. */
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
