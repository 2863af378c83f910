package dev.ringfence.localstack.testing;

import dev.ringfence.localstack.LocalPostgres;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** One ephemeral stack for each kind of server, until this JVM ends. */
final class LocalServers implements Servers {

  private static final Duration KAFKA_LIMIT = Duration.ofMinutes(1);

  private final Map<LocalService, LocalStack> stacks = new EnumMap<>(LocalService.class);

  @Override
  public PostgresBackend postgres() {
    LocalPostgres postgres = stack(LocalService.POSTGRES).postgres();
    return new PostgresBackend(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  @Override
  public String kafkaBootstrapServers() {
    LocalStack stack = stack(LocalService.KAFKA);
    stack.awaitKafka(KAFKA_LIMIT);
    return stack.kafka().bootstrapServers();
  }

  @Override
  public String redisUri() {
    return stack(LocalService.REDIS).redis().uri();
  }

  private synchronized LocalStack stack(LocalService service) {
    return stacks.computeIfAbsent(
        service, wanted -> LocalStack.start(LocalStackConfig.ephemeral().withServices(wanted)));
  }
}
