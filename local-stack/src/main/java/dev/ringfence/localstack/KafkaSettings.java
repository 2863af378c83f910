package dev.ringfence.localstack;

import java.nio.file.Path;

/** The server.properties of the broker. */
record KafkaSettings(Path home, int port, int controllerPort) {

  @Override
  public String toString() {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    controller.listener.names=CONTROLLER
    inter.broker.listener.name=PLAINTEXT
    log.dirs=%3$s
    auto.create.topics.enable=false
    # There is one broker.
    default.replication.factor=1
    offsets.topic.replication.factor=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    # Few partitions: each internal one is files and memory.
    offsets.topic.num.partitions=4
    transaction.state.log.num.partitions=4
    # A broker that was killed is taken back after 2 s rather than 9.
    broker.session.timeout.ms=2000
    broker.heartbeat.interval.ms=500
    # A lone consumer need not wait for others to join.
    group.initial.rebalance.delay.ms=0
    # The default takes half of the heap.
    log.cleaner.dedupe.buffer.size=8388608
    """
        .formatted(port, controllerPort, propertyValue(home.resolve("data")));
  }

  private static String propertyValue(Path path) {
    return path.toString().replace("\\", "\\\\");
  }
}
