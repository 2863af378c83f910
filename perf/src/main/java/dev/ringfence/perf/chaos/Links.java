package dev.ringfence.perf.chaos;

import dev.ringfence.localstack.proxy.FaultProxy;

/** All connections of one engine, those of each kind through a proxy of their own. */
record Links(FaultProxy postgres, FaultProxy kafka, FaultProxy redis, FaultProxy clients)
    implements AutoCloseable {
  FaultProxy to(Target target) {
    return switch (target) {
      case OWNER_POSTGRES_LINK, OTHER_POSTGRES_LINK -> postgres;
      case OWNER_KAFKA_LINK, OTHER_KAFKA_LINK -> kafka;
      case OWNER_REDIS_LINK, OTHER_REDIS_LINK -> redis;
      case OWNER_CLIENT_LINK, OTHER_CLIENT_LINK -> clients;
      case OWNER_ENGINE, OTHER_ENGINE, POSTGRES, KAFKA, REDIS, CLIENTS ->
          throw new IllegalArgumentException(target + " is not a link");
    };
  }

  @Override
  public void close() {
    postgres.close();
    kafka.close();
    redis.close();
    clients.close();
  }
}
