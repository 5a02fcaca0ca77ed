package io.millrace.topologies.feature;

/** Is told how far the tasks are with the event topics. Called on stream threads: must not wait. */
public interface ProgressListener {
  /** Nobody wants to know. */
  ProgressListener UNTOLD =
      new ProgressListener() {
        @Override
        public void begin(int partition) {}

        @Override
        public void processed(String topic, int partition, long offset) {}
      };

  /** A task begins, or begins anew: what it had not committed is gone. */
  void begin(int partition);

  /** The task of the partition has processed an event, uncommitted as it is then. */
  void processed(String topic, int partition, long offset);
}
