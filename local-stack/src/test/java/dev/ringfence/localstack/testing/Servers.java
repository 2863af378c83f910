package dev.ringfence.localstack.testing;

/** Where the servers come from. Each is started when it is first asked for. */
interface Servers {

  PostgresBackend postgres();

  String kafkaBootstrapServers();

  String redisUri();
}
