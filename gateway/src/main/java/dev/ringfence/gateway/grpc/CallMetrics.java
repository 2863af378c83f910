package dev.ringfence.gateway.grpc;

/** Is told how the network threads do; on those threads, so it must be quick. */
public interface CallMetrics {
  /** Not interested. */
  CallMetrics NONE =
      new CallMetrics() {
        @Override
        public void onRefused(long nanos) {}

        @Override
        public void onLoopWait(long nanos) {}

        @Override
        public void onConnectionRefused() {}
      };

  /**
   * A call was refused for lack of room.
   *
   * @param nanos since it was read, until the refusal was written to the connection
   */
  void onRefused(long nanos);

  /**
   * Something was due on an event loop.
   *
   * @param nanos how long it waited for what the loop was at
   */
  void onLoopWait(long nanos);

  /** A connection was closed, as there were as many as may be. */
  void onConnectionRefused();
}
