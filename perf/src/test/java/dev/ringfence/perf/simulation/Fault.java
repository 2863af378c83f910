package dev.ringfence.perf.simulation;

/** What can go wrong, and how often of a million times. */
enum Fault {
  /** The process is killed where it stands: before or after a call to a server, or a reply. */
  CRASH(900),
  /** The same, at the one point that this seed has an eye on. */
  CRASH_AT_FAVOURITE(30_000),
  /** The link to PostgreSQL breaks before the call got there. */
  CALL_LOST(70_000),
  /** PostgreSQL did it, and the link breaks before the answer. */
  DONE_BUT_REPORTED_FAILED(110_000),
  /** The commit is on its way or at work in the server when the link breaks. */
  COMMIT_STILL_UNDER_WAY(60_000),
  /** PostgreSQL answers that it can't take it now. */
  DECLINED(20_000),
  /** No new connection. */
  CONNECT_REFUSED(120_000),
  /** The answer takes long. */
  SLOW_ANSWER(20_000),
  /** PostgreSQL is away for a while. */
  DATABASE_OUTAGE(25_000),
  /** A process stands still, and comes back as if nothing had been. */
  PAUSE(60_000),
  /** A process is killed at any moment. */
  KILL(50_000),
  /** A wall clock jumps, a little or by a year. */
  CLOCK_JUMP(50_000),
  /** Kafka is away for a while. */
  KAFKA_OUTAGE(40_000),
  /** Some of what was sent gets no acknowledgement, and is in the topic or not. */
  PUBLISH_UNSURE(60_000),
  /** What was sent is still in the network when the producer gives up, and arrives later. */
  PUBLISH_LATE(30_000),
  /** Redis is away for a while. */
  REDIS_OUTAGE(40_000),
  /** Redis loses everything. */
  REDIS_FLUSH(40_000),
  /** Redis starts again, with nothing. */
  REDIS_RESTART(20_000),
  /** A call to Redis fails, done or not. */
  REDIS_CALL_FAILED(30_000),
  /** Offsets are not committed, though they may be. */
  OFFSETS_UNSURE(50_000),
  /** A request is delivered twice. */
  REQUEST_TWICE(40_000),
  /** A request or a reply is lost. */
  MESSAGE_LOST(20_000),
  /** A request or a reply takes long, and is overtaken. */
  MESSAGE_SLOW(60_000);

  private final int perMillion;

  Fault(int perMillion) {
    this.perMillion = perMillion;
  }

  int perMillion() {
    return perMillion;
  }
}
