package dev.ringfence.localstack;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The server.properties of the broker. */
record KafkaSettings(Path home, int port, int controllerPort, List<KafkaDoor> doors) {

  @Override
  public String toString() {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d%5$s
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT%6$s
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
        .formatted(
            port,
            controllerPort,
            propertyValue(home.resolve("data")),
            ofDoors(number -> address(number, doors.get(number).port())),
            ofDoors(number -> address(number, doors.get(number).advertisedPort())),
            ofDoors(number -> "DOOR" + number + ":PLAINTEXT"));
  }

  private String ofDoors(IntFunction<String> entry) {
    return IntStream.range(0, doors.size())
        .mapToObj(entry)
        .map(text -> "," + text)
        .collect(Collectors.joining());
  }

  private static String address(int number, int port) {
    return "DOOR%d://127.0.0.1:%d".formatted(number, port);
  }

  /** Files of properties are read as Latin-1. */
  private static String propertyValue(Path path) {
    StringBuilder value = new StringBuilder();
    for (char letter : path.toString().toCharArray()) {
      boolean isPlain = letter >= ' ' && letter <= '~' && letter != '\\';
      value.append(isPlain ? letter : "\\u%04x".formatted((int) letter));
    }
    return value.toString();
  }
}
