package dev.ringfence.localstack.testing;

import java.net.URI;

/** Where the servers come from. Each is started when it is first asked for. */
interface Servers {

  PostgresBackend postgres();

  String kafkaBootstrapServers();

  URI redisUri();
}
