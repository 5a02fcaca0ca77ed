package io.millrace.state.layout;

/** What the host of the topology is to do. */
public interface Plan {
  /** The layout whose application runs, or is to run. */
  Layout running();

  /** Whether the running application is to stand still, and none to be started. */
  boolean paused();

  /** One layout for good. */
  static Plan of(Layout layout) {
    return new Plan() {
      @Override
      public Layout running() {
        return layout;
      }

      @Override
      public boolean paused() {
        return false;
      }
    };
  }
}
