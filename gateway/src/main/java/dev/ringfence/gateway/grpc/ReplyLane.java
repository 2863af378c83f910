package dev.ringfence.gateway.grpc;

import dev.ringfence.engine.command.ReplyBuffer;

/**
 * The way of replies to one event loop. Shards put a batch's replies in and wake the loop once; all
 * the work of gRPC is done there, and what goes to one connection is written together.
 */
interface ReplyLane extends ReplyBuffer {
  /** Where there is no event loop, as for calls from this process: everything is done at once. */
  ReplyLane DIRECT =
      new ReplyLane() {
        @Override
        public void add(Runnable reply) {
          reply.run();
        }

        @Override
        public void addLast(Runnable work) {
          work.run();
        }

        @Override
        public void flush() {}
      };

  /** The lane of the thread that runs, which is the one that its connections' replies need. */
  static ReplyLane current() {
    ReplyLane lane = EventLoopLane.CURRENT.get();
    return lane == null ? DIRECT : lane;
  }

  /** To be run on the event loop, after the next {@link #flush}. From any thread. */
  void add(Runnable reply);

  /** To be run soon on the event loop, behind the replies that are there. From any thread. */
  void addLast(Runnable work);
}
